import type { Manifest, MediaFile } from './manifest.ts';

/** What each event tells in its `detail`; names are prefixed with `driftscape:`. All of them bubble, out of shadow roots too. */
export interface Details {
  /** The picture is there. */
  ready: { manifest: Manifest };
  /** Motion is seen. */
  play: Record<string, never>;
  /** It stands. `calm`: less motion or less data is preferred; `refused`: the browser does not let it play. */
  pause: { reason: 'chosen' | 'unseen' | 'calm' | 'refused' };
  /** A file begins to load. */
  source: MediaFile;
  /** Something could not be had: a manifest, or the video `src`; after the last one the picture stays. */
  error: { message: string; src?: string; isLast?: boolean };
}

export type Report = <Name extends keyof Details>(name: Name, detail: Details[Name]) => void;

export type DriftscapeVideoEventMap = {
  [Name in keyof Details as `driftscape:${Name}`]: CustomEvent<Details[Name]>;
};
