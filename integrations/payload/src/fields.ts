import type { CollectionConfig, Field } from 'payload';
import type { Settled } from './options.ts';
import type { PhotoSettings } from './settings.ts';

/** Status of a photo's animation, as shown in its document. */
export type AnimationStatus = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'canceled';

type Id = number | string;

/** A finished video. */
interface Film {
  video?: Id | null;
  poster?: Id | null;
  /** The settings it was made with. */
  madeWith?: PhotoSettings | null;
}

/** What a document stores about its animation. Its video stays until the next one is ready. */
export interface AnimationOfDocument extends Film {
  /** The idempotency key, by which webhooks are matched to this document. */
  key?: string | null;
  /** Driftscape's id of it, once it was requested. */
  animationId?: string | null;
  status?: AnimationStatus | null;
  failure?: string | null;
  settings?: PhotoSettings | null;
  /** The previous video. */
  previous?: Film | null;
}

/** A document of an upload collection whose photos can be animated. */
export interface PhotoDocument {
  id: Id;
  filename: string;
  mimeType: string;
  url: string;
  /** Payload's focal point, in percent from the left and from the top. */
  focalX?: number | null;
  focalY?: number | null;
  animate?: boolean | null;
  animation?: AnimationOfDocument | null;
}

export const isUnderWay = (animation: AnimationOfDocument | null | undefined): boolean =>
  animation?.status === 'waiting' || animation?.status === 'requested';

/** Only the plugin writes these; editors see them in the panel. */
const readOnly = {
  access: { create: () => false, update: () => false },
  admin: { readOnly: true },
} satisfies Partial<Field>;

/** The fields added to a collection of photos. */
export function animationFields({ outputs }: Settled): Field[] {
  const statuses: AnimationStatus[] = ['waiting', 'requested', 'succeeded', 'failed', 'canceled'];
  const film: Field[] = [
    { name: 'video', type: 'upload', relationTo: outputs, ...readOnly },
    { name: 'poster', type: 'upload', relationTo: outputs, ...readOnly },
    { name: 'madeWith', type: 'json', ...readOnly },
  ];
  return [
    {
      name: 'driftscape',
      type: 'ui',
      label: 'Looping video',
      admin: {
        components: { Field: '@driftscape/payload/panel#DriftscapePanel' },
        disableListColumn: true,
      },
    },
    {
      name: 'animate',
      type: 'checkbox',
      defaultValue: false,
      label: 'Make a looping video whenever the photo is new',
    },
    {
      name: 'animation',
      type: 'group',
      ...readOnly,
      admin: { hidden: true },
      fields: [
        { name: 'status', type: 'select', options: statuses, ...readOnly },
        { name: 'failure', type: 'text', ...readOnly },
        ...film,
        { name: 'key', type: 'text', index: true, ...readOnly },
        { name: 'animationId', type: 'text', ...readOnly },
        { name: 'settings', type: 'json', ...readOnly },
        { name: 'previous', type: 'group', ...readOnly, fields: film },
      ],
    },
  ];
}

/** The collection of finished files, which everybody may read. */
export function outputsCollection({ outputs, outputsFolder }: Settled): CollectionConfig {
  return {
    slug: outputs,
    access: { read: () => true },
    upload: { staticDir: outputsFolder, mimeTypes: ['video/mp4', 'image/jpeg'] },
    // Unique, so that no file is stored twice, however often it is reported.
    fields: [{ name: 'source', type: 'text', unique: true, required: true, ...readOnly }],
  };
}
