import { errorTypeMap, wrapErrorIfMatches } from '@pothos/plugin-errors';
import type { AnimationEvent as Event, Preview } from '../animations/events/events.ts';
import { eventKinds } from '../animations/events/kinds.ts';
import { UserError } from '../errors.ts';
import { animationEvents, animationOf, type EventOf } from '../resolvers/animation-events.ts';
import { rowId } from '../resolvers/global-id.ts';
import { unlessRefused } from '../resolvers/while-admitted.ts';
import { Animation, AnimationFailure, AnimationStage, AnimationStall, AnimationStatus } from './animation.ts';
import { builder } from './builder.ts';
import { errorTypeName, InvalidInputError, NotFoundError } from './errors.ts';

const AnimationEvent = builder.interfaceRef<EventOf>('AnimationEvent').implement({
  description: 'Something that happened to an animation.',
  fields: (t) => ({
    sequence: t.exposeInt('sequence', {
      description:
        "Numbers the animation's events from 1, without gaps. A snapshot has the number of the event that the " +
        'stream continues after. So to resume, pass the last number received, of whichever event, as `after`.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
  }),
});

/** The object type of a kind of event, named after {@link eventKinds}. */
function eventRef<Type extends Event['type']>(type: Type) {
  return builder.objectRef<EventOf<Extract<Event, { type: Type }>>>(eventKinds[type].graphqlName);
}

function about(type: Event['type']) {
  return { description: eventKinds[type].description, interfaces: [AnimationEvent] };
}

const AnimationSnapshot = eventRef('snapshot').implement({
  ...about('snapshot'),
  fields: (t) => ({
    status: t.expose('status', { type: AnimationStatus, description: 'Its status.' }),
    stage: t.expose('stage', {
      type: AnimationStage,
      nullable: true,
      description: 'Current stage of the rendering. Null unless it is running.',
    }),
    framesDone: t.exposeInt('framesDone', { description: 'Frames rendered so far.' }),
    framesTotal: t.exposeInt('framesTotal', { description: 'Frames to render.' }),
    queuePosition: t.exposeInt('queuePosition', {
      nullable: true,
      description: 'Its position in the queue; 1 is next. Null unless queued.',
    }),
    stall: t.expose('stall', {
      type: AnimationStall,
      nullable: true,
      description:
        'Set when the process that renders it has sent no sign of life for 30 seconds; any later event means ' +
        'that it is over. Null unless it is running.',
    }),
    isMissed: t.exposeBoolean('isMissed', {
      description: 'True if this subscriber was too slow and events before this one were skipped.',
    }),
    animation: t.prismaField({
      type: Animation,
      description: 'The animation as it is now.',
      resolve: (query, event, _args, context) => animationOf(query, event, context),
    }),
  }),
});

const AnimationQueuePositionChanged = eventRef('queue-position').implement({
  ...about('queue-position'),
  fields: (t) => ({
    queuePosition: t.exposeInt('position', {
      nullable: true,
      description:
        'Its new position; 1 is next. Never null; nullable only to have the same type as in `AnimationSnapshot`.',
    }),
  }),
});

const AnimationStageChanged = eventRef('stage').implement({
  ...about('stage'),
  fields: (t) => ({
    stage: t.expose('stage', {
      type: AnimationStage,
      nullable: true,
      description:
        'The new stage; DECODING again if it starts over after a crash. Never null; nullable only to have the ' +
        'same type as in `AnimationSnapshot`.',
    }),
  }),
});

const FramePreview = builder.objectRef<Preview>('FramePreview').implement({
  description: 'A thumbnail of a rendered frame.',
  fields: (t) => ({
    dataUri: t.string({
      description: 'The JPEG as a `data:` URI, ready for the `src` of an image.',
      resolve: ({ jpeg }) => `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`,
    }),
    widthPixels: t.exposeInt('width', { description: 'Width, at most 320.' }),
    heightPixels: t.exposeInt('height', { description: 'Height.' }),
  }),
});

const AnimationFrameRendered = eventRef('frame').implement({
  ...about('frame'),
  fields: (t) => ({
    framesDone: t.exposeInt('frame', { description: 'Frames rendered so far.' }),
    framesTotal: t.exposeInt('frames', { description: 'Frames to render.' }),
    progress: t.float({
      description: 'Share of the frames that are rendered, 0…1.',
      resolve: ({ frame, frames }) => frame / frames,
    }),
    preview: t.expose('preview', {
      type: FramePreview,
      nullable: true,
      description:
        'The newest preview. Null if there is no new one since the last event, or if it is no longer available.',
    }),
  }),
});

const AnimationEnded = eventRef('ended').implement({
  ...about('ended'),
  fields: (t) => ({
    status: t.expose('status', { type: AnimationStatus, description: 'SUCCEEDED, FAILED or CANCELED.' }),
    failure: t.expose('failure', {
      type: AnimationFailure,
      nullable: true,
      description: 'Why it failed. Null unless it has.',
    }),
    animation: t.prismaField({
      type: Animation,
      description: 'The animation, with its outputs.',
      resolve: (query, event, _args, context) => animationOf(query, event, context),
    }),
  }),
});

const types = {
  snapshot: AnimationSnapshot,
  'queue-position': AnimationQueuePositionChanged,
  stage: AnimationStageChanged,
  frame: AnimationFrameRendered,
  ended: AnimationEnded,
} satisfies Record<Event['type'], unknown>;

const AnimationEventsResult = builder.unionType('AnimationEventsResult', {
  description: 'What `animationEvents` sends: events, or a single error.',
  types: [...Object.values(types), NotFoundError, InvalidInputError],
  resolveType: (item) =>
    errorTypeMap.has(item) ? errorTypeName(item as UserError) : eventKinds[(item as Event).type].graphqlName,
});

builder.subscriptionType({
  description: 'What clients can follow live, over WebSocket or SSE.',
  authScopes: { read: true },
});

builder.subscriptionField('animationEvents', (t) =>
  t.field({
    type: AnimationEventsResult,
    skipTypeScopes: true,
    authScopes: (_root, { id }) => ({ $any: { read: true, animation: rowId('Animation', id) ?? '' } }),
    description:
      'Events of an animation: a snapshot, then events in order, up to `AnimationEnded`. After a lost ' +
      'connection, subscribe again with the last received `sequence` as `after`: the snapshot is followed ' +
      'by the stored events after it.',
    args: {
      id: t.arg.id({ required: true, description: 'Global id of an `Animation`.' }),
      after: t.arg.int({
        description:
          'Continue after the event with this sequence, 0 or more: 0 replays all stored events; a number above ' +
          'the newest counts as the newest. Default: only new events.',
      }),
    },
    subscribe: (_root, args, context) => animationEvents(args, context),
    // GraphQL would take an error for a failure of the field; wrapped, it is a value.
    resolve: (sent) => {
      const item = unlessRefused(sent);
      return item instanceof UserError
        ? (wrapErrorIfMatches(item, [NotFoundError, InvalidInputError], undefined) as UserError)
        : item;
    },
  }),
);
