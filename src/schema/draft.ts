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
  description: 'A small preview video of an animation: H.264 in MP4, available for some minutes.',
  fields: (t) => ({
    videoUrl: t.string({
      description: 'URL of the video until `expiresAt`; supports range requests.',
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
      description: 'Time taken to make it, in milliseconds, including waiting.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it expires.' }),
  }),
});

const DraftAnimationInput = builder.inputType('DraftAnimationInput', {
  description: 'Input of `draftAnimation`.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to animate.' }),
    settings: t.field({
      type: AnimationSettingsInput,
      description:
        'What the video looks like. Default: all defaults. Drafts have their own size, frame rate and encoding, ' +
        'and show 8 seconds of longer videos.',
    }),
    session: t.string({
      description:
        'Name for what is being previewed, such as one of several variants, at most 100 characters. A later ' +
        'draft of the same session stops this one. Default: all drafts of a key share one session.',
    }),
  }),
});

builder.mutationField('draftAnimation', (t) =>
  t.field({
    type: Draft,
    complexity: draftCost,
    description:
      'Makes a small preview video of an animation immediately, without the queue. If a later draft of the same ' +
      'session arrives first, it fails with DraftSupersededError. Drafts are not stored as animations.',
    args: {
      input: t.arg({ type: DraftAnimationInput, required: true, description: 'The photo and the settings.' }),
    },
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
      union: { name: 'DraftAnimationResult', description: 'Result of `draftAnimation`.' },
      result: { name: 'DraftAnimationSuccess', description: 'The draft is ready.' },
      dataField: { name: 'draft', description: 'The draft.' },
    },
    resolve: (_root, { input }, context) => draftAnimation(input, context),
  }),
);
