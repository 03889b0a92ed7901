import { strokesOf } from './places.ts';
import type { DrawnLike, FoundRegion, Mark, MotionChoice, Region } from './sketch.ts';

export const regionWords: Record<FoundRegion, string> = {
  SKY: 'Sky',
  WATER: 'Water',
  MIST: 'Mist',
  LAND: 'Land',
};

export const motionWords: Record<MotionChoice, string> = {
  PREDICTED: 'As predicted',
  STILL: 'Still',
  RIPPLES: 'Ripples',
  SWAY: 'Sways',
  DIRECTION: 'One direction',
  ARROWS: 'Along arrows',
  PRESET: 'Preset',
};

const likeWords: Record<DrawnLike, string> = { SKY: 'sky', WATER: 'water', MIST: 'mist' };

/** Label of a mark in the list. @param place among marks of its kind, from 1 */
export function nameOf(mark: Mark, place: number): string {
  switch (mark.type) {
    case 'freeze':
      return place > 1 ? `Frozen ${place}` : 'Frozen';
    case 'anchor':
      return `Anchor ${place}`;
    case 'region': {
      if ('region' in mark.area) return regionWords[mark.area.region];
      return mark.as ? `Painted ${likeWords[mark.as]} ${place}` : `Painted region ${place}`;
    }
  }
}

/** A short description of its motion. */
export function motionOf(mark: Mark): string {
  if (mark.type === 'freeze') return `never moves · ${count(strokesOf(mark).length, 'stroke')}`;
  if (mark.type === 'anchor') return 'stays where it is';
  const speed =
    mark.speedPercent !== null && mark.motion !== 'STILL' ? ` · ${percent(mark.speedPercent)}` : '';
  return `${wayOf(mark)}${speed}`;
}

function wayOf({ motion, arrows, degrees, preset }: Region): string {
  if (motion === 'ARROWS') return count(arrows.length, 'arrow');
  if (motion === 'DIRECTION') return `goes ${directionOf(degrees)}`;
  if (motion === 'PRESET') return preset ?? 'as predicted';
  return motionWords[motion].toLowerCase();
}

const directions = [
  'right',
  'up and right',
  'up',
  'up and left',
  'left',
  'down and left',
  'down',
  'down and right',
];

/** The direction in words. @param degrees 0 to the right, 90 up */
export function directionOf(degrees: number): string {
  return directions[Math.round((((degrees % 360) + 360) % 360) / 45) % 8];
}

/** A speed: percent of the picture's width per second. */
export function percent(speed: number): string {
  return `${Number(speed.toFixed(1))} %/s`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
