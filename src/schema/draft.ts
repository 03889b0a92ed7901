import type { Draft as DraftFacts } from '../drafts/drafts.ts';
import { draftAnimation } from '../resolvers/drafts.ts';
import { AnimationSettingsInput } from './animation-settings.ts';
import { builder } from './builder.ts';
import {
  DraftSupersededError,
  EngineCrashedError,
  InvalidInputError,
  InvalidSettingsError,
  NotFoundError,
  StorageFullError,
  UnknownPresetError,
} from './errors.ts';

/** Of field values: a second of rendering. */
const draftCost = { field: 500, multiplier: 1 };

const Draft = builder.objectRef<DraftFacts>('Draft').implement({
  description: 'A small video of how an animation would look: H.264 in MP4, for some minutes.',
  fields: (t) => ({
    videoUrl: t.string({
      description: 'Where it can be fetched until `expiresAt`, also in ranges.',
      resolve: ({ key }, _args, { fileUrl }) => fileUrl(key),
    }),
    widthPixels: t.exposeInt('width', { description: 'Width.' }),
    heightPixels: t.exposeInt('height', { description: 'Height.' }),
    frames: t.exposeInt('frames', { description: 'Number of frames.' }),
    fps: t.exposeFloat('fps', { description: 'Frames per second.' }),
    durationSeconds: t.float({
      description: 'Length of one loop.',
      resolve: ({ frames, fps }) => frames / fps,
    }),
    tookMs: t.exposeInt('tookMs', {
      description: 'How long it took to make, in milliseconds, waiting included.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it is there.' }),
  }),
});

const DraftAnimationInput = builder.inputType('DraftAnimationInput', {
  description: 'What `draftAnimation` takes.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to animate.' }),
    settings: t.field({
      type: AnimationSettingsInput,
      description:
        'How the video should look. Default: all default settings. Size, frame rate and encoding are those of drafts, and of long videos 8 seconds are shown.',
    }),
    session: t.string({
      description:
        'Names what is being looked at, such as one of several takes, in at most 100 characters: a later draft of the same session ends this one. Default: all drafts of the key are one session.',
    }),
  }),
});

builder.mutationField('draftAnimation', (t) =>
  t.field({
    type: Draft,
    complexity: draftCost,
    description:
      'Makes a small preview video of an animation at once, outside the queue. ' +
      'A newer draft of the same session ends an unfinished one with DraftSupersededError. Drafts are not listed among animations.',
    args: { input: t.arg({ type: DraftAnimationInput, required: true, description: 'The photo and how.' }) },
    errors: {
      types: [
        NotFoundError,
        InvalidSettingsError,
        UnknownPresetError,
        InvalidInputError,
        DraftSupersededError,
        StorageFullError,
        EngineCrashedError,
      ],
      union: { name: 'DraftAnimationResult', description: 'The result of `draftAnimation`.' },
      result: { name: 'DraftAnimationSuccess', description: 'The draft can be fetched.' },
      dataField: { name: 'draft', description: 'The draft.' },
    },
    resolve: (_root, { input }, context) => draftAnimation(input, context),
  }),
);
