import { limits } from '../../limits.ts';
import {
  type ColourTransferMap,
  type FramePlan,
  type LayerPictures,
  type LayerPlan,
  maxDoubledWidthPixels,
  maxLayers,
  maxMixedMaps,
  type RendererSetup,
} from './renderer.ts';

const { maxSidePixels } = limits.frame;

/**
 * Throws a RangeError if a setup breaks the contract of renderer.ts, which is a bug of the caller, not a user error.
 */
export function checkSetup(setup: RendererSetup): void {
  const { width, height, rgba } = setup.photo;
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 2 || side > maxSidePixels || side % 2 !== 0)
      throw new RangeError(`Expected an even photo ${name} of 2 to ${maxSidePixels} pixels, got ${side}`);
  }
  checkLength('photo.rgba', rgba, width * height * 4);
  if (setup.layers.length > maxLayers)
    throw new RangeError(`Expected at most ${maxLayers} layers, got ${setup.layers.length}`);
  for (const [index, layer] of setup.layers.entries()) checkLayer(setup, layer, index);
  checkMasks(setup);
  for (const [name, grid] of Object.entries({ motionGrid: setup.motionGrid, colourGrid: setup.colourGrid })) {
    for (const side of [grid.width, grid.height])
      if (!Number.isInteger(side) || side < 1 || side > maxSidePixels)
        throw new RangeError(`Expected ${name} sides of 1 to ${maxSidePixels} points, got ${side}`);
  }
}

/** Pixels of the backgrounds per pixel of the photo, along one side: 1 or 2. */
export function backgroundScale({ photo, layers }: RendererSetup): 1 | 2 {
  const background = layers[0]?.background ?? photo;
  return background.width === photo.width ? 1 : 2;
}

function checkLayer(setup: RendererSetup, { background, mask }: LayerPictures, index: number): void {
  const { photo } = setup;
  checkLength(`layers[${index}].mask`, mask, photo.width * photo.height);
  const scale = backgroundScale(setup);
  if (!background) {
    if (scale === 1) return;
    throw new RangeError('Expected backgrounds of one size, or none at all');
  }
  const isSized = background.width === photo.width * scale && background.height === photo.height * scale;
  if (!isSized || (scale === 2 && photo.width > maxDoubledWidthPixels))
    throw new RangeError(
      `Expected a background of the photo's size (${photo.width}×${photo.height}) or, up to ${maxDoubledWidthPixels} ` +
        `pixels wide, twice that; got ${background.width}×${background.height}`,
    );
  checkLength('background.rgba', background.rgba, background.width * background.height * 4);
  // Where the mask is 255 the renderers show only the background.
  const seen = asPixels(photo.rgba);
  const behind = asPixels(background.rgba);
  for (let y = 0, i = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++, i++) {
      if (mask[i] === 255 && seen[i] !== behind[scale * (y * background.width + x)])
        throw new RangeError(
          `Expected the background to equal the photo where the mask is 255, but it differs at ${x}, ${y}`,
        );
    }
  }
}

function checkMasks({ photo, layers }: RendererSetup): void {
  if (layers.length < 2) return;
  const sums = new Uint16Array(photo.width * photo.height);
  for (const { mask } of layers) for (let i = 0; i < sums.length; i++) sums[i] += mask[i];
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i];
    if (sum > 255)
      throw new RangeError(
        `Expected masks that sum to at most 255, got ${sum} at ${i % photo.width}, ${Math.floor(i / photo.width)}`,
      );
  }
}

function asPixels(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

/**
 * The sizes of a setup, which decide which plans are valid. A renderer that keeps only these can release the pictures.
 */
export interface PlanSizes extends Pick<RendererSetup, 'motionGrid' | 'colourGrid' | 'colourTransfer'> {
  photo: { width: number; height: number };
  layers: { length: number };
}

/** Throws a RangeError if a plan or its target does not match the setup. */
export function checkPlan(
  setup: PlanSizes,
  plan: FramePlan,
  target: Uint8Array,
  bytesPerPixel: number,
): void {
  const colourPoints = setup.colourGrid.width * setup.colourGrid.height;
  checkLength('target', target, setup.photo.width * setup.photo.height * bytesPerPixel);
  checkLength('layers', plan.layers, setup.layers.length);
  const motionPoints = setup.motionGrid.width * setup.motionGrid.height;
  for (const [index, layer] of plan.layers.entries()) checkLayerPlan(`layers[${index}]`, layer, motionPoints);
  if (plan.colour) {
    const { now } = plan.colour;
    if (now.length < 1 || now.length > maxMixedMaps)
      throw new RangeError(`Expected 1 to ${maxMixedMaps} maps in colour.now, got ${now.length}`);
    for (const [index, { map }] of now.entries()) checkMap(`colour.now[${index}]`, map, colourPoints);
    if (plan.colour.start) checkMap('colour.start', plan.colour.start, colourPoints);
    else if (setup.colourTransfer !== 'tanh-artanh')
      throw new RangeError(`Expected colour.start, since ${setup.colourTransfer} has no identity`);
  }
}

function checkLayerPlan(name: string, { a, b, blend }: LayerPlan, points: number): void {
  checkLength(`${name}.a.displacement`, a.displacement, points * 2);
  if (b) {
    checkLength(`${name}.b.displacement`, b.displacement, points * 2);
    checkLength(`${name}.b.weight`, b.weight, points);
  }
  if (blend) {
    checkLength(`${name}.blend.contrast`, blend.contrast, points);
    checkLength(`${name}.blend.mean`, blend.mean, points * 3);
    checkLength(`${name}.blend.shift`, blend.shift, points * 3);
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
