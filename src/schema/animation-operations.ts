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
      args: { filter: t.arg({ type: AnimationFilter, description: 'Which ones to list; all by default.' }) },
      resolve: (query, _root, { filter }, context) => animations(query, filter, context),
    },
    AnimationConnection,
  ),
}));

const CreateAnimationInput = builder.inputType('CreateAnimationInput', {
  description: 'What `createAnimation` takes.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to animate.' }),
    settings: t.field({
      type: AnimationSettingsInput,
      description: 'How the video should look. Default: all default settings.',
    }),
    priority: t.field({
      type: AnimationPriority,
      description:
        'Priority in the queue. HIGH needs a key of scope admin, otherwise FORBIDDEN. Default: NORMAL.',
    }),
    reuse: t.boolean({
      defaultValue: true,
      description:
        'Whether a video that was already made from the same photo, settings and bundle will do: the animation then ' +
        'has SUCCEEDED at once. False renders it again.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the animation that the first made.` }),
  }),
});

const CancelAnimationInput = builder.inputType('CancelAnimationInput', {
  description: 'What `cancelAnimation` takes.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to cancel.' }),
  }),
});

const RetryAnimationInput = builder.inputType('RetryAnimationInput', {
  description: 'What `retryAnimation` takes.',
  fields: (t) => ({
    animationId: t.id({
      required: true,
      description: 'Global id of an `Animation` that has FAILED or been CANCELED.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the animation that the first made.` }),
  }),
});

const HeldLightInput = builder.inputType('HeldLightInput', {
  description: 'A light that a whole video is in.',
  fields: (t) => ({
    preset: t.string({
      required: true,
      description: `\`${asTaken}\` for the photo's own light, or the name of a \`LatentPreset\` of kind APPEARANCE that has a look.`,
    }),
    strength: t.float({
      description: `How much of the look is taken on, 0 (none) … 1. Default: ${standardOf(lightSchema.shape.strength)}.`,
    }),
  }),
});

const CreateAnimationsInput = builder.inputType('CreateAnimationsInput', {
  description: 'What `createAnimations` takes.',
  fields: (t) => ({
    animations: t.field({
      type: [CreateAnimationInput],
      required: true,
      description: `1…${maxBatch} animations, each as for \`createAnimation\`.`,
    }),
    lights: t.field({
      type: [HeldLightInput],
      description:
        `Makes each animation once in each of these 1…${mostLights} lights, all different, with the same motion frame by frame, ` +
        'such as a day and a night: `companions` of one are the others. The settings then have no `appearance`. All videos ' +
        `together are ${maxBatch} at most. Default: each animation once, as its settings say.`,
    }),
  }),
});

const CreateAnimationsItem = builder.objectRef<BatchResult>('CreateAnimationsItem').implement({
  description: 'The result for one of many animations: exactly one field is set.',
  fields: (t) => ({
    animation: t.expose('animation', {
      type: Animation,
      nullable: true,
      description: 'The new animation. Null when it was refused.',
    }),
    error: t.field({
      type: UserErrorInterface,
      nullable: true,
      description: 'Why it was refused. Null unless it was.',
      // GraphQL would take an error for a failure of the field; wrapped, it is a value.
      resolve: ({ error }) => error && (wrapErrorIfMatches(error, [UserError], undefined) as UserError),
    }),
  }),
});

const DeleteAnimationInput = builder.inputType('DeleteAnimationInput', {
  description: 'What `deleteAnimation` takes.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to delete.' }),
  }),
});

builder.mutationFields((t) => ({
  createAnimations: t.field({
    type: [CreateAnimationsItem],
    description:
      'Creates many animations, in order. If one is refused, the others are not affected. With an idempotency ' +
      'key each, the whole request can be sent again. With `lights`, a photo moves alike in several lights.',
    args: { input: t.arg({ type: CreateAnimationsInput, required: true, description: 'The animations.' }) },
    errors: {
      types: [InvalidInputError, UnknownPresetError],
      union: { name: 'CreateAnimationsResult', description: 'The result of `createAnimations`.' },
      result: { name: 'CreateAnimationsSuccess', description: 'Each animation was created or refused.' },
      dataField: {
        name: 'results',
        description:
          'The result for each, in the requested order. With `lights`: the first animation in each light, then the next.',
        complexity: listCost(maxBatch),
      },
    },
    resolve: (_root, { input }, context) => createAnimations(input, context),
  }),
  deleteAnimation: t.field({
    type: 'ID',
    description:
      'Deletes an animation that has ended, its events, and its files unless other animations share them. Cancel one ' +
      'that has not ended first.',
    args: { input: t.arg({ type: DeleteAnimationInput, required: true, description: 'Which animation.' }) },
    errors: {
      types: [NotFoundError, NotEndedError],
      union: { name: 'DeleteAnimationResult', description: 'The result of `deleteAnimation`.' },
      result: { name: 'DeleteAnimationSuccess', description: 'The animation is gone.' },
      dataField: { name: 'deletedId', description: 'The global id that it had.' },
    },
    resolve: (_root, { input }, context) => deleteAnimation(input, context),
  }),
  createAnimation: t.field({
    type: Animation,
    description:
      'Adds a new animation to the queue, unless its video already exists. Follow it with the subscription `animationEvents`.',
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
      union: { name: 'CreateAnimationResult', description: 'The result of `createAnimation`.' },
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
      'Creates a new animation, at the end of the queue, with the photo, settings and priority of one that failed or was canceled.',
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
      union: { name: 'RetryAnimationResult', description: 'The result of `retryAnimation`.' },
      result: {
        name: 'RetryAnimationSuccess',
        description: 'The new animation is in the queue, or has SUCCEEDED.',
      },
      dataField: { name: 'animation', description: 'The new animation; its `retryOf` is the one named.' },
    },
    resolve: (_root, { input }, context) => retryAnimation(input, context),
  }),
  cancelAnimation: t.field({
    type: Animation,
    description:
      'Stops an animation: a queued one at once, a running one between two frames; its final event says when. ' +
      'Nothing of its video is kept.',
    args: {
      input: t.arg({ type: CancelAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError, NotCancelableError],
      union: { name: 'CancelAnimationResult', description: 'The result of `cancelAnimation`.' },
      result: { name: 'CancelAnimationSuccess', description: 'The animation is canceled or about to be.' },
      dataField: { name: 'animation', description: 'The animation; still RUNNING when it is about to stop.' },
    },
    resolve: (_root, { input }, context) => cancelAnimation(input, context),
  }),
}));
