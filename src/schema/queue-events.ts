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
  description: `An animation that is being rendered, or that waits at one of the first ${visiblePlaces} places.`,
  fields: (t) => ({
    animationId: t.id({ description: 'Global id of the `Animation`.', resolve: animationIdOf }),
    status: t.expose('status', { type: AnimationStatus, description: 'RUNNING or QUEUED.' }),
    queuePosition: t.exposeInt('position', {
      nullable: true,
      description: `Its place in the queue, 1…${visiblePlaces}, 1 is next. Null when RUNNING.`,
    }),
  }),
});

const QueueDeparture = builder.objectRef<Departure>('QueueDeparture').implement({
  description: 'An animation that is no `QueueEntry` any more.',
  fields: (t) => ({
    animationId: t.id({ description: 'Global id of the `Animation`.', resolve: animationIdOf }),
    status: t.expose('status', {
      type: AnimationStatus,
      nullable: true,
      description: `How it ended; QUEUED if it fell behind the first ${visiblePlaces} places. Null if it was deleted.`,
    }),
  }),
});

const QueueEvent = builder.interfaceRef<Event>('QueueEvent').implement({
  description: 'The state of the queue, or a change of it.',
  resolveType: ({ type }) => (type === 'snapshot' ? 'QueueSnapshot' : 'QueueChanged'),
  fields: (t) => ({
    sequence: t.exposeInt('sequence', {
      description:
        'Grows by 1 from one event of a subscription to the next, except before a snapshot with `isMissed`. Counted by each process of the server from its start: not for resuming, which begins with a new snapshot.',
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When the server saw it.' }),
    queued: t.exposeInt('queued', {
      description: 'Number of waiting animations, including those behind the visible places.',
    }),
    running: t.exposeInt('running', { description: 'Animations being rendered.' }),
  }),
});

builder.objectRef<QueueSnapshotEvent>('QueueSnapshot').implement({
  description:
    'The whole queue: the first event of every subscription. Sent again instead of changes that a slow reader missed.',
  interfaces: [QueueEvent],
  fields: (t) => ({
    entries: t.expose('entries', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: `Animations being rendered, then those that wait in their order, the first ${visiblePlaces}.`,
    }),
    isMissed: t.exposeBoolean('isMissed', {
      description: 'True if this reader was too slow and missed the changes before this one.',
    }),
  }),
});

builder.objectRef<QueueChangedEvent>('QueueChanged').implement({
  description:
    'The changes of the queue since the previous event. Sent at most four times a second, with all changes in between.',
  interfaces: [QueueEvent],
  fields: (t) => ({
    entered: t.expose('entered', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: `New entries: created, put back, or moved up to one of the first ${visiblePlaces} places.`,
    }),
    changed: t.expose('changed', {
      type: [QueueEntry],
      complexity: listCost(visiblePlaces),
      description: 'Entries with another status or position than before.',
    }),
    left: t.expose('left', {
      type: [QueueDeparture],
      complexity: listCost(visiblePlaces),
      description: 'Animations that are no entries any more.',
    }),
  }),
});

builder.subscriptionField('queueEvents', (t) =>
  t.field({
    type: QueueEvent,
    description:
      'The changes of the queue: a snapshot, then changes in order. It does not end by itself. After a lost connection subscribe again: the snapshot contains everything.',
    subscribe: (_root, _args, context) => queueEvents(context),
    resolve: (item) => unlessRefused(item),
  }),
);
