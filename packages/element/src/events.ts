import type { Manifest, MediaFile } from './manifest.ts';

/** The `detail` of each event; names are prefixed with `driftscape:`. All events bubble, also out of shadow roots. */
export interface Details {
  /** The picture has loaded. */
  ready: { manifest: Manifest };
  /** Motion is visible. */
  play: Record<string, never>;
  /**
   * It is still. `calm`: reduced motion or reduced data is preferred; `refused`: the browser does not allow playback.
   */
  pause: { reason: 'chosen' | 'unseen' | 'calm' | 'refused' };
  /** A file starts to load. */
  source: MediaFile;
  /** Loading failed: a manifest, or the video `src`; after the last one the picture stays. */
  error: { message: string; src?: string; isLast?: boolean };
}

export type Report = <Name extends keyof Details>(name: Name, detail: Details[Name]) => void;

export type DriftscapeVideoEventMap = {
  [Name in keyof Details as `driftscape:${Name}`]: CustomEvent<Details[Name]>;
};
