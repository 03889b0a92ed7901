import type { FoundRegion, Mark } from '../sketch/sketch.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours of detected regions; distinguishable without seeing red and green. */
export const foundTints: Record<FoundRegion, Colour> = {
  SKY: [76, 147, 255],
  WATER: [0, 190, 170],
  MIST: [190, 150, 255],
  LAND: [240, 190, 80],
};

const freezeTint: Colour = [255, 96, 86];
const drawnTint: Colour = [255, 176, 32];
const anchorTint: Colour = [255, 255, 255];

export function tintOf(mark: Mark): Colour {
  if (mark.type === 'freeze') return freezeTint;
  if (mark.type === 'anchor') return anchorTint;
  if ('region' in mark.area) return foundTints[mark.area.region];
  return mark.as ? foundTints[mark.as] : drawnTint;
}

export function css([red, green, blue]: Colour, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
