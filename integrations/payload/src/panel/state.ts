import type { AnimationStatus } from '../fields.ts';
import type { PhotoSettings } from '../settings.ts';

/** What the panel shows of a photo, as its endpoint sends it. */
export interface PanelState {
  /** Of the animation, so that an editor changes no other than the one they see. */
  key: string | null;
  /** Null: never asked for; `deleted`: the photo is gone. */
  status: AnimationStatus | 'deleted' | null;
  /** What is being done, in words. */
  words: string;
  /** Of the frames, 0…1; null while none is there. */
  share: number | null;
  /** The newest frame, as an address. */
  preview: string | null;
  /** What went wrong, or what is waited for. */
  failure: string | null;
  video: string | null;
  poster: string | null;
  settings: PhotoSettings;
  hasPrevious: boolean;
}

/** A preset to choose. */
export interface Choice {
  name: string;
  label: string;
}
