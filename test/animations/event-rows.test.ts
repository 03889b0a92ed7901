import { expect, it } from 'vitest';
import type { NewEvent } from '../../src/animations/events/events.ts';
import { storedKinds } from '../../src/animations/events/kinds.ts';
import { fromRow, toRow } from '../../src/animations/events/rows.ts';
import { AnimationEventType } from '../../src/generated/prisma/enums.ts';

const place = { sequence: 3, at: new Date(0) };

/** What the database gives back of a stored event. */
function rowOf(event: NewEvent, change: object = {}) {
  const { type, payload, preview = null } = toRow(event);
  // A column of JSON holds no undefined, and gives copies.
  return fromRow({
    animationId: 'a',
    ...place,
    type,
    payload: JSON.parse(JSON.stringify(payload)),
    preview,
    ...change,
  } as Parameters<typeof fromRow>[0]);
}

const preview = { jpeg: new Uint8Array([1, 2]), width: 320, height: 180 };
const events: NewEvent[] = [
  { type: 'queue-position', position: 2 },
  { type: 'stage', stage: 'RENDERING' },
  { type: 'frame', frame: 4, frames: 240, preview },
  { type: 'frame', frame: 4, frames: 240, preview: null },
  { type: 'ended', status: 'SUCCEEDED', failure: null },
  {
    type: 'ended',
    status: 'FAILED',
    failure: { code: 'INTERNAL', message: 'A defect', isRetryable: true },
  },
];

it.each(events)('is the same when read from its row: %j', (event) => {
  expect(rowOf(event)).toEqual({ ...event, ...place });
});

it('is read without its picture once that was dropped', () => {
  expect(rowOf(events[2], { preview: null })).toEqual({ ...events[3], ...place });
});

it('reports what is wrong with an invalid row', () => {
  expect(() => rowOf(events[0], { payload: {} })).toThrow(/position/);
});

it('knows every type of row, each once', () => {
  const rows = Object.values(storedKinds).map(({ row }) => row);
  expect(rows.toSorted()).toEqual(Object.values(AnimationEventType).toSorted());
});
