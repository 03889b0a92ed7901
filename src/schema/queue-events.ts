import type {
  QueueDeparture as Departure,
  QueueEntry as Entry,
  QueueEvent as Event,
  QueueChangedEvent,
  QueueSnapshotEvent,
} from '../animations/queue/events.ts';
import { visiblePlaces } from '../animations/queue/events.ts';
import { encodeGlobalId } from '../resolvers/global-id.ts';
import { queueEvents } from '../resolvers/queue-events.ts';
import { unlessRefused } from '../resolvers/while-admitted.ts';
import { AnimationStatus } from './animation.ts';
import { builder } from './builder.ts';
import { listCost } from './connections.ts';

const animationIdOf = ({ animationId }: { animationId: string }) => encodeGlobalId('Animation', animationId);

const QueueEntry = builder.objectRef<Entry>('QueueEntry').implement({
  description: `An animation that is being rendered, or that waits at one of the first ${visiblePlaces} positions.`,
  fields: (t) => ({
    animationId: t.id({ description: 'Global id of the `Animation`.', resolve: animationIdOf }),
    status: t.expose('status', { type: AnimationStatus, description: 'RUNNING or QUEUED.' }),
    queuePosition: t.exposeInt('position', {
      nullable: true,
      description: `Its position in the queue, 1…${visiblePlaces}; 1 is next. Null if RUNNING.`,
    }),
  }),
});

const QueueDeparture = builder.objectRef<Departure>('QueueDeparture').implement({
  description: 'An animation that is no longer a `QueueEntry`.',
  fields: (t) => ({
    animationId: t.id({ description: 'Global id of the `Animation`.', resolve: animationIdOf }),
    status: t.expose('status', {
      type: AnimationStatus,
      nullable: true,
      description: `How it ended; QUEUED if it moved out of the first ${visiblePlaces} positions. Null if it has been deleted.`,
    }),
  }),
});

const QueueEvent = builder.interfaceRef<Event>('QueueEvent').implement({
  description: 'The state of the queue, or a change of it.',
  resolveType: ({ type }) => (type === 'snapshot' ? 'QueueSnapshot' : 'QueueChanged'),
  fields: (t) => ({
    sequence: t.exposeInt('sequence', {
      description:
        'Increases by 1 from one event of a subscription to the next, except before a snapshot with `isMissed`. ' +
        'Each server process counts from its own start, so it cannot be used to resume: a new subscription ' +
        'starts with a new snapshot.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When the server noticed it.' }),
    queued: t.exposeInt('queued', {
      description: 'Number of waiting animations, including those after the first positions.',
    }),
    running: t.exposeInt('running', { description: 'Number of animations being rendered.' }),
  }),
});

builder.objectRef<QueueSnapshotEvent>('QueueSnapshot').implement({
  description:
    'The complete state of the queue: the first event of every subscription, and again in place of changes that ' +
    'a slow subscriber missed.',
  interfaces: [QueueEvent],
  fields: (t) => ({
    entries: t.expose('entries', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: `Animations being rendered, then the first ${visiblePlaces} waiting ones, in order.`,
    }),
    isMissed: t.exposeBoolean('isMissed', {
      description: 'True if this subscriber was too slow and changes before this one were skipped.',
    }),
  }),
});

builder.objectRef<QueueChangedEvent>('QueueChanged').implement({
  description:
    'Changes of the queue since the previous event. Sent at most four times a second; changes in between are ' +
    'combined.',
  interfaces: [QueueEvent],
  fields: (t) => ({
    entered: t.expose('entered', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: `New entries: created, returned to the queue, or moved up to one of the first ${visiblePlaces} positions.`,
    }),
    changed: t.expose('changed', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: 'Entries whose status or position has changed.',
    }),
    left: t.expose('left', {
      type: [QueueDeparture],
      complexity: listCost(visiblePlaces),
      description: 'Animations that are no longer entries.',
    }),
  }),
});

builder.subscriptionField('queueEvents', (t) =>
  t.field({
    type: QueueEvent,
    description:
      'Events of the queue: a snapshot, then changes in order. It does not end by itself. After a lost ' +
      'connection subscribe again: the new snapshot has the complete state.',
    subscribe: (_root, _args, context) => queueEvents(context),
    resolve: (item) => unlessRefused(item),
  }),
);
