import { wrapErrorIfMatches } from '@pothos/plugin-errors';
import { UserError } from '../errors.ts';
import { asTaken, lightSchema } from '../inference/look.ts';
import { standardOf } from '../inference/setting-words.ts';
import { animation } from '../resolvers/animation.ts';
import { animations } from '../resolvers/animations.ts';
import { cancelAnimation } from '../resolvers/cancel-animation.ts';
import { createAnimation } from '../resolvers/create-animation.ts';
import { type BatchResult, createAnimations, maxBatch } from '../resolvers/create-animations.ts';
import { rowId } from '../resolvers/global-id.ts';
import { mostLights } from '../resolvers/light-versions.ts';
import { deleteAnimation } from '../resolvers/removal.ts';
import { retryAnimation } from '../resolvers/retry-animation.ts';
import { Animation, AnimationConnection, AnimationPriority } from './animation.ts';
import { AnimationFilter } from './animation-filter.ts';
import { AnimationSettingsInput } from './animation-settings.ts';
import { builder } from './builder.ts';
import { listCost, pageCost } from './connections.ts';
import {
  IdempotencyConflictError,
  InvalidInputError,
  InvalidSettingsError,
  NotCancelableError,
  NotEndedError,
  NotFoundError,
  NotRetryableError,
  QueueFullError,
  StorageFullError,
  UnknownPresetError,
  UserErrorInterface,
} from './errors.ts';
import { idempotencyKey } from './idempotency.ts';

builder.queryFields((t) => ({
  animation: t.prismaField({
    type: Animation,
    nullable: true,
    description: 'The animation with this id; null if there is none.',
    skipTypeScopes: true,
    authScopes: (_root, { id }) => ({ $any: { read: true, animation: rowId('Animation', id) ?? '' } }),
    args: { id: t.arg.id({ required: true, description: 'Global id of an `Animation`.' }) },
    resolve: (query, _root, { id }, context) => animation(query, id, context),
  }),
  animations: t.prismaConnection(
    {
      type: Animation,
      cursor: 'id',
      description: 'Animations, newest first.',
      complexity: pageCost,
      args: { filter: t.arg({ type: AnimationFilter, description: 'Which items to list. Default: all.' }) },
      resolve: (query, _root, { filter }, context) => animations(query, filter, context),
    },
    AnimationConnection,
  ),
}));

const CreateAnimationInput = builder.inputType('CreateAnimationInput', {
  description: 'Input of `createAnimation`.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to animate.' }),
    settings: t.field({
      type: AnimationSettingsInput,
      description: 'What the video looks like. Default: all defaults.',
    }),
    priority: t.field({
      type: AnimationPriority,
      description:
        'Priority in the queue. HIGH requires a key with scope admin, otherwise the request fails with ' +
        'FORBIDDEN. Default: NORMAL.',
    }),
    reuse: t.boolean({
      defaultValue: true,
      description:
        'Whether to reuse a video already made from the same photo, settings and bundle; the animation then has ' +
        'SUCCEEDED at once. False renders it again.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the animation created by the first.` }),
  }),
});

const CancelAnimationInput = builder.inputType('CancelAnimationInput', {
  description: 'Input of `cancelAnimation`.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to cancel.' }),
  }),
});

const RetryAnimationInput = builder.inputType('RetryAnimationInput', {
  description: 'Input of `retryAnimation`.',
  fields: (t) => ({
    animationId: t.id({
      required: true,
      description: 'Global id of an `Animation` that has FAILED or been CANCELED.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the animation created by the first.` }),
  }),
});

const HeldLightInput = builder.inputType('HeldLightInput', {
  description: 'A light used for a whole video.',
  fields: (t) => ({
    preset: t.string({
      required: true,
      description: `\`${asTaken}\` for the photo's own light, or the name of a \`LatentPreset\` of kind APPEARANCE that has a look.`,
    }),
    strength: t.float({
      description: `How strongly the look is applied, 0 (not at all) … 1. Default: ${standardOf(lightSchema.shape.strength)}.`,
    }),
  }),
});

const CreateAnimationsInput = builder.inputType('CreateAnimationsInput', {
  description: 'Input of `createAnimations`.',
  fields: (t) => ({
    animations: t.field({
      type: [CreateAnimationInput],
      required: true,
      description: `1…${maxBatch} animations, each as for \`createAnimation\`.`,
    }),
    lights: t.field({
      type: [HeldLightInput],
      description:
        `Makes each animation once in each of these 1…${mostLights} different lights, with the same motion ` +
        'frame by frame, such as a day and a night version: each lists the others as its `companions`. The ' +
        `settings must not have \`appearance\`. At most ${maxBatch} videos in total. Default: each animation ` +
        'once, with its own settings.',
    }),
  }),
});

const CreateAnimationsItem = builder.objectRef<BatchResult>('CreateAnimationsItem').implement({
  description: 'Result for one animation of a batch: exactly one field is given.',
  fields: (t) => ({
    animation: t.expose('animation', {
      type: Animation,
      nullable: true,
      description: 'The new animation. Null if it was rejected.',
    }),
    error: t.field({
      type: UserErrorInterface,
      nullable: true,
      description: 'Why it was rejected. Null if it was not.',
      // GraphQL would take an error for a failure of the field; wrapped, it is a value.
      resolve: ({ error }) => error && (wrapErrorIfMatches(error, [UserError], undefined) as UserError),
    }),
  }),
});

const DeleteAnimationInput = builder.inputType('DeleteAnimationInput', {
  description: 'Input of `deleteAnimation`.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to delete.' }),
  }),
});

builder.mutationFields((t) => ({
  createAnimations: t.field({
    type: [CreateAnimationsItem],
    description:
      'Creates several animations, in order. A rejected one does not affect the others. If each has an ' +
      'idempotency key, the whole request is safe to repeat. With `lights`, a photo gets the same motion in ' +
      'several lights.',
    args: { input: t.arg({ type: CreateAnimationsInput, required: true, description: 'The animations.' }) },
    errors: {
      types: [InvalidInputError, UnknownPresetError],
      union: { name: 'CreateAnimationsResult', description: 'Result of `createAnimations`.' },
      result: { name: 'CreateAnimationsSuccess', description: 'Each animation was created or rejected.' },
      dataField: {
        name: 'results',
        description:
          'One result per animation, in the order of the request; with `lights`, the first animation in each ' +
          'light, then the next.',
        complexity: listCost(maxBatch),
      },
    },
    resolve: (_root, { input }, context) => createAnimations(input, context),
  }),
  deleteAnimation: t.field({
    type: 'ID',
    description:
      'Deletes an animation that has ended, with its events, and its files unless other animations share them. ' +
      'If it has not ended, cancel it first.',
    args: { input: t.arg({ type: DeleteAnimationInput, required: true, description: 'Which animation.' }) },
    errors: {
      types: [NotFoundError, NotEndedError],
      union: { name: 'DeleteAnimationResult', description: 'Result of `deleteAnimation`.' },
      result: { name: 'DeleteAnimationSuccess', description: 'The animation is deleted.' },
      dataField: { name: 'deletedId', description: 'Its former global id.' },
    },
    resolve: (_root, { input }, context) => deleteAnimation(input, context),
  }),
  createAnimation: t.field({
    type: Animation,
    description:
      'Adds a new animation to the queue, unless its video already exists. Follow it with the subscription ' +
      '`animationEvents`.',
    args: {
      input: t.arg({
        type: CreateAnimationInput,
        required: true,
        description: 'The photo and the settings.',
      }),
    },
    errors: {
      types: [
        NotFoundError,
        InvalidSettingsError,
        UnknownPresetError,
        InvalidInputError,
        IdempotencyConflictError,
        StorageFullError,
        QueueFullError,
      ],
      union: { name: 'CreateAnimationResult', description: 'Result of `createAnimation`.' },
      result: {
        name: 'CreateAnimationSuccess',
        description: 'The animation is in the queue, or has SUCCEEDED.',
      },
      dataField: { name: 'animation', description: 'The new animation.' },
    },
    resolve: (_root, { input }, context) => createAnimation(input, context),
  }),
  retryAnimation: t.field({
    type: Animation,
    description:
      'Creates a new animation with the photo, settings and priority of one that failed or was canceled, at the ' +
      'end of the queue.',
    args: {
      input: t.arg({ type: RetryAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [
        NotFoundError,
        NotRetryableError,
        InvalidSettingsError,
        InvalidInputError,
        IdempotencyConflictError,
        StorageFullError,
        QueueFullError,
      ],
      union: { name: 'RetryAnimationResult', description: 'Result of `retryAnimation`.' },
      result: {
        name: 'RetryAnimationSuccess',
        description: 'The new animation is in the queue, or has SUCCEEDED.',
      },
      dataField: { name: 'animation', description: 'The new animation; its `retryOf` is the given one.' },
    },
    resolve: (_root, { input }, context) => retryAnimation(input, context),
  }),
  cancelAnimation: t.field({
    type: Animation,
    description:
      'Stops an animation: a queued one at once, a running one between two frames; `AnimationEnded` reports ' +
      'when. Its partial video is discarded.',
    args: {
      input: t.arg({ type: CancelAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError, NotCancelableError],
      union: { name: 'CancelAnimationResult', description: 'Result of `cancelAnimation`.' },
      result: {
        name: 'CancelAnimationSuccess',
        description: 'The animation is canceled, or will be in a moment.',
      },
      dataField: { name: 'animation', description: 'The animation; still RUNNING if it is about to stop.' },
    },
    resolve: (_root, { input }, context) => cancelAnimation(input, context),
  }),
}));
