import type { DrawnLike, FoundRegion, RegionMotionKind } from '../../inference/controls/schema.ts';
import { builder } from '../builder.ts';

export const FoundRegionEnum = builder.enumType('FoundRegion', {
  description: 'A part of the picture that the scene network finds.',
  values: {
    SKY: { description: 'The sky and what drifts in it.' },
    WATER: { description: 'Lakes, rivers, the sea.' },
    MIST: { description: 'Mist and low clouds.' },
    LAND: { description: 'All that is none of the others.' },
  } satisfies Record<FoundRegion, object>,
});

export const DrawnLikeEnum = builder.enumType('DrawnLike', {
  description: 'What a drawn area counts as.',
  values: {
    SKY: { description: 'It joins the sky.' },
    WATER: { description: 'It joins the water.' },
    MIST: { description: 'It joins the mist.' },
  } satisfies Record<DrawnLike, object>,
});

export const RegionMotionKindEnum = builder.enumType('RegionMotionKind', {
  description: 'How a region moves, where no direction is given.',
  values: {
    STILL: { description: 'Not at all.' },
    PREDICTED: { description: 'As the networks predict.' },
    RIPPLES: { description: 'It stays where it is and ripples.' },
    SWAY: { description: 'To and fro, as trees, reeds and boats do, rooted at its lower end.' },
  } satisfies Record<RegionMotionKind, object>,
});
