import type { DrawnLike, FoundRegion, RegionMotionKind } from '../../inference/controls/schema.ts';
import { builder } from '../builder.ts';

export const FoundRegionEnum = builder.enumType('FoundRegion', {
  description: 'A kind of region that the scene network detects.',
  values: {
    SKY: { description: 'The sky, with its clouds.' },
    WATER: { description: 'Lakes, rivers and the sea.' },
    MIST: { description: 'Mist and low clouds.' },
    LAND: { description: 'Everything else.' },
  } satisfies Record<FoundRegion, object>,
});

export const DrawnLikeEnum = builder.enumType('DrawnLike', {
  description: 'Kinds of region that a drawn area can belong to.',
  values: {
    SKY: { description: 'Part of the sky.' },
    WATER: { description: 'Part of the water.' },
    MIST: { description: 'Part of the mist.' },
  } satisfies Record<DrawnLike, object>,
});

export const RegionMotionKindEnum = builder.enumType('RegionMotionKind', {
  description: 'Kinds of motion without a direction.',
  values: {
    STILL: { description: 'Not at all.' },
    PREDICTED: { description: 'As the networks predict.' },
    RIPPLES: { description: 'Ripples in place.' },
    SWAY: { description: 'Sways to and fro like trees, reeds and boats, fixed at its lower end.' },
  } satisfies Record<RegionMotionKind, object>,
});
