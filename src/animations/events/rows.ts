import { z } from 'zod';
import type { AnimationEvent as EventRow, Prisma } from '../../generated/prisma/client.ts';
import type { NewEvent, Preview, StoredAnimationEvent } from './events.ts';
import { type StoredKind, storedKinds } from './kinds.ts';

export type NewEventRow = Pick<Prisma.AnimationEventCreateManyInput, 'type' | 'payload' | 'preview'>;

/** In addition to the payload: the picture has a separate column, and its bytes may be removed while its size stays. */
const pictureSize = z.object({ width: z.int(), height: z.int() });

export function toRow({ type, ...event }: NewEvent): NewEventRow {
  const { row, payload } = storedKinds[type];
  const preview = 'preview' in event ? event.preview : null;
  return {
    type: row,
    payload: { ...payload.parse(event), ...(preview && pictureSize.parse(preview)) },
    preview: preview && new Uint8Array(preview.jpeg),
  };
}

const kindOfRow = new Map(
  Object.entries(storedKinds).map(([type, { row }]) => [row, type as StoredKind] as const),
);

/** @throws Error if the row does not match its type */
export function fromRow({ type: row, payload, preview, sequence, at }: EventRow): StoredAnimationEvent {
  const type = kindOfRow.get(row);
  if (!type) throw new Error(`Expected a type of event that this version knows, but a row has ${row}`);
  const kind = storedKinds[type];
  const picture: Preview | null = preview && { jpeg: preview, ...pictureSize.parse(payload) };
  const said = { ...kind.payload.parse(payload), ...('hasPreview' in kind && { preview: picture }) };
  // The compiler cannot infer that the parsed payload belongs to that kind.
  return { type, ...said, sequence, at } as StoredAnimationEvent;
}
