import type { AnimationStatus } from '../fields.ts';
import type { PhotoSettings } from '../settings.ts';

/** The panel's state of a photo, as sent by its endpoint. */
export interface PanelState {
  /** Key of the animation, so that an editor only changes the one they see. */
  key: string | null;
  /** Null: never requested; `deleted`: the photo was deleted. */
  status: AnimationStatus | 'deleted' | null;
  /** The current activity, in words. */
  words: string;
  /** Share of finished frames, 0…1; null before the first. */
  share: number | null;
  /** URL of the newest frame. */
  preview: string | null;
  /** What went wrong, or what is being waited for. */
  failure: string | null;
  video: string | null;
  poster: string | null;
  settings: PhotoSettings;
  hasPrevious: boolean;
}

/** A preset that can be chosen. */
export interface Choice {
  name: string;
  label: string;
}
