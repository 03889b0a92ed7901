import { limits } from '../../limits.ts';
import type { Photo } from '../../photo/photo.ts';
import {
  type ColourTransferMap,
  type FramePlan,
  maxDoubledWidthPixels,
  type RendererSetup,
} from './renderer.ts';

const { maxSidePixels } = limits.frame;

/** Throws a RangeError where a setup breaks the contract of renderer.ts: a defect of the caller, not of a user. */
export function checkSetup(setup: RendererSetup): void {
  const { width, height, rgba } = setup.photo;
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 2 || side > maxSidePixels || side % 2 !== 0)
      throw new RangeError(`Expected an even photo ${name} of 2 to ${maxSidePixels} pixels, got ${side}`);
  }
  checkLength('photo.rgba', rgba, width * height * 4);
  checkLength('mask', setup.mask, width * height);
  if (setup.background) checkBackground(setup, setup.background);
  for (const [name, grid] of Object.entries({ motionGrid: setup.motionGrid, colourGrid: setup.colourGrid })) {
    for (const side of [grid.width, grid.height])
      if (!Number.isInteger(side) || side < 1 || side > maxSidePixels)
        throw new RangeError(`Expected ${name} sides of 1 to ${maxSidePixels} points, got ${side}`);
  }
}

/** Pixels of the background per pixel of the photo, along one side: 1 or 2. */
export function backgroundScale({ photo, background = photo }: RendererSetup): 1 | 2 {
  return background.width === photo.width ? 1 : 2;
}

function checkBackground(setup: RendererSetup, background: Photo): void {
  const { photo, mask } = setup;
  const scale = backgroundScale(setup);
  const isSized = background.width === photo.width * scale && background.height === photo.height * scale;
  if (!isSized || (scale === 2 && photo.width > maxDoubledWidthPixels))
    throw new RangeError(
      `Expected a background of the photo's size (${photo.width}×${photo.height}) or, up to ${maxDoubledWidthPixels} ` +
        `pixels wide, twice that; got ${background.width}×${background.height}`,
    );
  checkLength('background.rgba', background.rgba, background.width * background.height * 4);
  // Where the mask is 255 the renderers show the background alone.
  const seen = asPixels(photo.rgba);
  const behind = asPixels(background.rgba);
  for (let y = 0, i = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++, i++) {
      if (mask[i] === 255 && seen[i] !== behind[scale * (y * background.width + x)])
        throw new RangeError(
          `Expected the background to be the photo where the mask is 255, not so at ${x}, ${y}`,
        );
    }
  }
}

function asPixels(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/** What of a setup decides which plans fit: its sizes. A renderer that keeps only these lets the pictures go. */
export interface PlanSizes extends Pick<RendererSetup, 'motionGrid' | 'colourGrid'> {
  photo: { width: number; height: number };
}

/** Throws a RangeError where a plan or its target does not fit the setup. */
export function checkPlan(
  setup: PlanSizes,
  plan: FramePlan,
  target: Uint8Array,
  bytesPerPixel: number,
): void {
  const motionPoints = setup.motionGrid.width * setup.motionGrid.height;
  const colourPoints = setup.colourGrid.width * setup.colourGrid.height;
  checkLength('target', target, setup.photo.width * setup.photo.height * bytesPerPixel);
  checkLength('a.displacement', plan.a.displacement, motionPoints * 2);
  if (plan.b) checkLength('b.displacement', plan.b.displacement, motionPoints * 2);
  const weightSum = plan.a.weight + (plan.b?.weight ?? 0);
  if (!(plan.a.weight >= 0 && (plan.b?.weight ?? 0) >= 0 && Math.abs(weightSum - 1) < 1e-6))
    throw new RangeError(
      `Expected weights of at least 0 that sum to 1, got ${plan.a.weight} and ${plan.b?.weight ?? 'none'}`,
    );
  if (plan.blend) {
    checkLength('blend.contrast', plan.blend.contrast, motionPoints);
    checkLength('blend.mean', plan.blend.mean, motionPoints * 3);
  }
  if (plan.colour) {
    checkMap('colour.now', plan.colour.now, colourPoints);
    checkMap('colour.start', plan.colour.start, colourPoints);
  }
}

function checkMap(name: string, map: ColourTransferMap, points: number): void {
  checkLength(`${name}.gain`, map.gain, points * 3);
  checkLength(`${name}.bias`, map.bias, points * 3);
}

function checkLength(name: string, array: { length: number }, length: number): void {
  if (array.length !== length)
    throw new RangeError(`Expected ${name} of length ${length}, got ${array.length}`);
}
