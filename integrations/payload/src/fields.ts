import type { CollectionConfig, Field } from 'payload';
import type { Settled } from './options.ts';

/** Where an animation is in its life, as a document shows it. */
export type AnimationStatus = 'waiting' | 'requested' | 'succeeded' | 'failed' | 'canceled';

/** What a document holds about its animation. */
export interface AnimationOfDocument {
  /** The idempotency key under which Driftscape knows it: what ties its webhooks to this document. */
  key?: string | null;
  status?: AnimationStatus | null;
  failure?: string | null;
  video?: number | string | null;
  poster?: number | string | null;
}

/** A document of an upload collection whose photos can be animated. */
export interface PhotoDocument {
  id: number | string;
  filename: string;
  mimeType: string;
  url: string;
  animate?: boolean | null;
  animation?: AnimationOfDocument | null;
}

/** Only the plugin writes these; editors read them. */
const readOnly = {
  access: { create: () => false, update: () => false },
  admin: { readOnly: true },
} satisfies Partial<Field>;

/** What is added to a collection of photos. */
export function animationFields({ outputs }: Settled): Field[] {
  const statuses: AnimationStatus[] = ['waiting', 'requested', 'succeeded', 'failed', 'canceled'];
  return [
    { name: 'animate', type: 'checkbox', defaultValue: false, label: 'Make a looping video of this photo' },
    {
      name: 'animation',
      type: 'group',
      ...readOnly,
      admin: { condition: ({ animate }) => Boolean(animate) },
      fields: [
        { name: 'status', type: 'select', options: statuses, ...readOnly },
        { name: 'failure', type: 'text', ...readOnly },
        { name: 'video', type: 'upload', relationTo: outputs, ...readOnly },
        { name: 'poster', type: 'upload', relationTo: outputs, ...readOnly },
        { name: 'key', type: 'text', index: true, ...readOnly, admin: { hidden: true } },
      ],
    },
  ];
}

/** The collection of finished files. Whoever may see the site may see them. */
export function outputsCollection({ outputs, outputsFolder }: Settled): CollectionConfig {
  return {
    slug: outputs,
    access: { read: () => true },
    upload: { staticDir: outputsFolder, mimeTypes: ['video/mp4', 'image/jpeg'] },
    // Unique, so that no file is stored twice, however often it is told of.
    fields: [{ name: 'source', type: 'text', unique: true, required: true, ...readOnly }],
  };
}
