import type { Photo } from '../../photo/photo.ts';
import { findPosts } from './posts.ts';
import { findSolids } from './solids.ts';
import { takeAway } from './take-away.ts';
import { findThickets } from './thickets.ts';
import { dropUnlike, type Surroundings } from './unlike.ts';

/**
 * Removes what is unlike water and what stands in it.
 * @param water its matte, 0 … 255; modified in place
 * @param moving how far each point of a square grid moves by the predicted flow, 0 … 1
 */
export function clearWater(
  water: Uint8Array,
  around: Surroundings,
  photo: Photo,
  moving?: Float32Array,
): void {
  dropUnlike(water, around, photo);
  const posts = findPosts(photo, water, moving);
  const solids = findSolids(photo, water, around.others);
  const thickets = findThickets(photo, water);
  takeAway(water, posts);
  takeAway(water, solids);
  if (thickets) takeAway(water, thickets);
}
