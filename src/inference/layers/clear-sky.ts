import type { Photo } from '../../photo/photo.ts';
import { findStanding } from './standing.ts';
import { takeAway } from './take-away.ts';
import { dropUnlike, type Surroundings } from './unlike.ts';

/** The matte of a sky without what is unlike it and what stands before it. `sky` is modified. */
export function clearSky(sky: Uint8Array, around: Surroundings, photo: Photo): Uint8Array {
  dropUnlike(sky, around, photo);
  takeAway(sky, findStanding(photo, sky));
  return sky;
}
