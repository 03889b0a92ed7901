import type { VideoFigures } from '../../job.ts';
import { type Areas, countPoints } from './areas.ts';
import { changedShare, meanChange, widenChange } from './change.ts';
import { deadShare } from './dead.ts';
import { type AwayFromFirst, countRepeats, farthest } from './repeats.ts';
import { Shapes } from './shapes.ts';
import { type SmallSize, shrinkArea, shrinkBytes, thumbnailSize } from './small-plane.ts';
import { Steps } from './steps.ts';

/** Number of evenly spaced moments at which frames are compared with the first in detail. */
const moments = 12;
/** Visible change of a point of land, in levels; encoding stays below. */
const visibleLevels = 6;
/** Decoded frames further apart than this leave a gap, in which the video was not analysed. */
const gapFrames = 8;
/** Minimum share of land in the picture for its figures. */
const leastLand = 0.004;

export interface FilmFacts {
  /** Number of frames of the whole video. */
  frames: number;
  /** Whether the last frame leads to the first. */
  isLoop: boolean;
  /** Whether light and colours are constant. If they change on purpose, no figure may depend on levels of luma. */
  isLightSteady: boolean;
  /** Whether a camera moves: then everything moves, and only the amount and the repetitions are meaningful. */
  hasCamera?: boolean;
}

/** Measures a video frame by frame. Stores a few small pictures, and one or two numbers per frame. */
export class FilmJudge {
  readonly #areas: Areas;
  readonly #facts: FilmFacts;
  readonly #thumbnailSize: SmallSize;
  readonly #steps = new Steps();
  readonly #away: AwayFromFirst[] = [];
  readonly #movingThumbnail: Float32Array;
  readonly #landThumbnail: Float32Array;
  #first: Float32Array | undefined;
  #firstThumbnail: Float32Array = new Float32Array();
  #previous: Float32Array = new Float32Array();
  #previousIndex = 0;
  #hasGap = false;
  #nextMoment = 1;
  #change: Float32Array = new Float32Array();
  #shapes: Shapes | undefined;
  #landChange = 0;
  #landMoving = 0;

  constructor(areas: Areas, facts: FilmFacts) {
    this.#areas = areas;
    this.#facts = facts;
    this.#thumbnailSize = thumbnailSize(areas);
    this.#movingThumbnail = shrinkArea(areas.moving, areas);
    this.#landThumbnail = shrinkArea(areas.land, areas);
  }

  /** Adds the luma of the next decoded frame, `stride` bytes per row; it may be reused when this returns. */
  add(index: number, luma: Uint8Array, stride: number): void {
    const thumbnail = shrinkBytes(luma, stride, this.#thumbnailSize);
    // Most frames are only analysed as thumbnails.
    const look = () => shrinkBytes(luma, stride, this.#areas);
    if (!this.#first) this.#begin(look(), thumbnail);
    else this.#compare(index, look, thumbnail);
    this.#previous = thumbnail;
    this.#previousIndex = index;
  }

  #begin(frame: Float32Array, thumbnail: Float32Array): void {
    this.#first = frame;
    this.#firstThumbnail = thumbnail;
    this.#change = new Float32Array(frame.length);
    this.#shapes = new Shapes(frame, this.#areas.sky, this.#areas);
    this.#away.push({ index: 0, change: 0 });
  }

  #compare(index: number, look: () => Float32Array, thumbnail: Float32Array): void {
    const step = index - this.#previousIndex;
    if (step > gapFrames) this.#hasGap = true;
    else this.#steps.add(step, this.#stepBetween(thumbnail, this.#previous));
    const change = meanChange(thumbnail, this.#firstThumbnail, this.#movingThumbnail);
    if (!this.#hasGap) this.#away.push({ index, change });
    if (index < (this.#nextMoment * this.#facts.frames) / moments) return;
    this.#nextMoment = Math.floor((index * moments) / this.#facts.frames) + 1;
    this.#lookClosely(look(), this.#first as Float32Array);
  }

  /** Change of the moving parts, minus the change of land by encoding. */
  #stepBetween(a: Float32Array, b: Float32Array): number {
    return meanChange(a, b, this.#movingThumbnail) - meanChange(a, b, this.#landThumbnail);
  }

  #lookClosely(frame: Float32Array, first: Float32Array): void {
    const { land } = this.#areas;
    widenChange(this.#change, frame, first);
    this.#shapes?.add(frame);
    this.#landChange = Math.max(this.#landChange, meanChange(frame, first, land));
    this.#landMoving = Math.max(this.#landMoving, changedShare(frame, first, land, visibleLevels));
  }

  /** @throws Error if no frame was added */
  figures(): VideoFigures {
    const { land, sky, water, movingShare } = this.#areas;
    const { frames, isLoop, isLightSteady, hasCamera = false } = this.#facts;
    const first = this.#first;
    if (!first) throw new Error('Expected a video with frames, but none was decoded');
    const hasEnd = this.#previousIndex === frames - 1;
    const hasLand = countPoints(land) > leastLand * land.length;
    const ifSteady = <Value>(value: Value) => (isLightSteady && !hasCamera ? value : null);
    const seam = () => this.#steps.seam(this.#stepBetween(this.#previous, this.#firstThumbnail));
    return {
      movingShare,
      movingChange: farthest(this.#away),
      landChange: ifSteady(hasLand ? this.#landChange : null),
      landMoving: ifSteady(hasLand ? this.#landMoving : null),
      deadSky: ifSteady(deadShare(first, this.#change, sky, this.#areas)),
      deadWater: ifSteady(deadShare(first, this.#change, water, this.#areas)),
      shapesKept: ifSteady(this.#shapes?.kept() ?? null),
      seam: isLoop && hasEnd && !hasCamera ? seam() : null,
      repeats: countRepeats(this.#away, frames, { isLoop, isWhole: hasEnd && !this.#hasGap }),
    };
  }
}
