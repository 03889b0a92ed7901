import { EventEmitter, once } from 'node:events';
import { Repeater } from '@repeaterjs/repeater';
import type { Animations } from '../../src/animations/animations.ts';
import type { AnimationEvent } from '../../src/animations/events/events.ts';
import type { EventStreamOptions } from '../../src/animations/events/stream.ts';
import { UserError } from '../../src/errors.ts';
import { encodeGlobalId } from '../../src/resolvers/global-id.ts';

const rowId = '01890a5d-ac96-774b-bcce-b302099a8057';

/** An animation whose events a test sends by hand, and that counts who listens: what lies below the transports. */
export class ScriptedAnimation {
  /** Its global id. */
  readonly id = encodeGlobalId('Animation', rowId);
  /** How many events readers have taken so far, all together. */
  taken = 0;
  /** What the last reader asked for. */
  askedFor: EventStreamOptions = {};
  /** Sequence of its end; undefined while it runs. */
  endedBy: number | undefined;
  readonly #listeners = new Set<(event: AnimationEvent) => void>();
  readonly #changes = new EventEmitter();

  /** How many subscriptions have not been freed. */
  get listeners(): number {
    return this.#listeners.size;
  }

  async whenListeners(count: number): Promise<void> {
    while (this.listeners !== count) await once(this.#changes, 'change');
  }

  async whenTaken(count: number): Promise<void> {
    while (this.taken < count) await once(this.#changes, 'change');
  }

  send(...events: AnimationEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  readonly hasEndedBy: Animations['hasEndedBy'] = async (_id, sequence) =>
    this.endedBy !== undefined && this.endedBy <= sequence;

  readonly events: Animations['events'] = (id, options = {}) => {
    const { after = 0 } = options;
    this.askedFor = options;
    return new Repeater<AnimationEvent>(async (push, stop) => {
      if (id !== rowId) throw new UserError('NOT_FOUND', `No animation has the id ${id}`);
      const waiting: AnimationEvent[] = [snapshot(after)];
      let wake = () => {};
      const listener = (event: AnimationEvent) => {
        waiting.push(event);
        wake();
      };
      this.#listeners.add(listener);
      this.#changes.emit('change');
      let isStopped = false;
      stop.then(() => {
        isStopped = true;
        wake();
        this.#listeners.delete(listener);
        this.#changes.emit('change');
      });
      while (!isStopped) {
        const event = waiting.shift();
        if (event) {
          await push(event);
          this.taken += 1;
          this.#changes.emit('change');
          if (event.type === 'ended') stop();
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    });
  };
}

export function snapshot(sequence: number): AnimationEvent {
  return {
    type: 'snapshot',
    sequence,
    at: new Date(),
    status: 'RUNNING',
    stage: 'RENDERING',
    framesDone: 0,
    framesTotal: 100,
    queuePosition: null,
    stall: null,
    isMissed: false,
  };
}

/** A frame event; its preview weighs `bytes`. */
export function frame(sequence: number, bytes = 4): AnimationEvent {
  const preview = { jpeg: new Uint8Array(bytes), width: 320, height: 180 };
  return { type: 'frame', sequence, at: new Date(), frame: sequence, frames: 100, preview };
}

export function ended(sequence: number): AnimationEvent {
  return { type: 'ended', sequence, at: new Date(), status: 'CANCELED', failure: null };
}
