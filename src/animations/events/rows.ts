import type { AnimationEvent as EventRow, Prisma } from '../../generated/prisma/client.ts';
import type {
  EndedEvent,
  FrameEvent,
  QueuePositionEvent,
  StageEvent,
  StoredAnimationEvent,
} from './events.ts';

type Unnumbered<Event> = Event extends unknown ? Omit<Event, 'sequence' | 'at'> : never;
/** An event before it has its place in the sequence. */
export type NewEvent = Unnumbered<StoredAnimationEvent>;

export type NewEventRow = Pick<Prisma.AnimationEventCreateManyInput, 'type' | 'payload' | 'preview'>;

/** What the payload of a frame event holds; the picture itself has a column. */
interface FramePayload {
  frame: number;
  frames: number;
  width?: number;
  height?: number;
}

export function toRow(event: NewEvent): NewEventRow {
  switch (event.type) {
    case 'queue-position':
      return { type: 'QUEUE_POSITION', payload: { position: event.position } };
    case 'stage':
      return { type: 'STAGE', payload: { stage: event.stage } };
    case 'frame': {
      const { frame, frames, preview } = event;
      const payload = { frame, frames, ...(preview && { width: preview.width, height: preview.height }) };
      return { type: 'FRAME', payload, preview: preview && new Uint8Array(preview.jpeg) };
    }
    case 'ended':
      return {
        type: 'ENDED',
        payload: { status: event.status, failure: event.failure && { ...event.failure } },
      };
  }
}

export function fromRow({ type, payload, preview, sequence, at }: EventRow): StoredAnimationEvent {
  const fields = payload as unknown;
  switch (type) {
    case 'QUEUE_POSITION': {
      const { position } = fields as QueuePositionEvent;
      return { type: 'queue-position', sequence, at, position };
    }
    case 'STAGE': {
      const { stage } = fields as StageEvent;
      return { type: 'stage', sequence, at, stage };
    }
    case 'FRAME': {
      const { frame, frames, width = 0, height = 0 } = fields as FramePayload;
      const picture: FrameEvent['preview'] = preview && { jpeg: preview, width, height };
      return { type: 'frame', sequence, at, frame, frames, preview: picture };
    }
    case 'ENDED': {
      const { status, failure } = fields as EndedEvent;
      return { type: 'ended', sequence, at, status, failure };
    }
  }
}
