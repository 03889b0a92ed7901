import type { Animation } from '../generated/prisma/client.ts';
import type { AnimationSettingsInput } from '../inference/settings.ts';
import type { AnimationEvent } from './events.ts';

export interface NewAnimation {
  imageId: string;
  /** Presets already resolved to codes; checked here. */
  settings: AnimationSettingsInput;
}

export interface Animations {
  /**
   * Records an animation and puts it in the queue: row, job and first event in one transaction.
   * @throws UserError INVALID_SETTINGS with the path inside the settings, NOT_FOUND for an unknown image.
   */
  create(animation: NewAnimation): Promise<Animation>;
  /**
   * Asks an animation to stop: a queued one is canceled when this returns, a running one between two frames
   * (`cancelRequestedAt` is set, the end event tells when). Asking again while it runs changes nothing.
   * @throws UserError NOT_FOUND, NOT_CANCELABLE when it has ended.
   */
  cancel(id: string): Promise<Animation>;
  /** Its place in the queue, 1 is next; null unless queued. */
  queuePosition(id: string): Promise<number | null>;
  /**
   * A snapshot, then what happens, ending after the end event. With `after`, stored events newer than that
   * sequence come right behind the snapshot. A slow reader costs no memory: when it falls far behind it
   * gets a new snapshot with `isMissed` in place of what it missed. Returning the iterator or aborting the signal
   * frees everything at once; abort ends the iteration without an error.
   * @throws UserError NOT_FOUND at the first step.
   */
  events(
    id: string,
    options?: { after?: number; signal?: AbortSignal },
  ): AsyncIterableIterator<AnimationEvent>;
}
