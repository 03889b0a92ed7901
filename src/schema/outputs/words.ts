import { limits } from '../../limits.ts';

// What inputs and outputs of the same thing say of it.

export const words = {
  format: 'Container and codec',
  crop: 'Part of the picture that it shows',
  focus:
    "Point to keep in the centre of the crop, as far as the picture's edges allow. By default the crop is " +
    'chosen to contain the horizon, salient objects and moving parts',
  quality:
    '0 (worst) … 100 (best): 62 is usual for videos, 90 for posters. The same number looks the same in every ' +
    'format. Not for ProRes and PNG, whose quality is fixed',
  effort: 'Trade-off between encoding time and file size',
  bitDepth: 'Bits per channel, 8 or 10 if the format supports it: 10 bits avoid banding in skies',
  maxBytes:
    `Most bytes of the file, ${limits.outputs.leastBudgetBytes}…${limits.outputs.mostBudgetBytes}: quality is ` +
    'lowered until the file fits. If it cannot fit, `missedBudgetBytes` reports by how much. Not for ProRes ' +
    'and PNG, whose quality is fixed',
  widthPixels:
    `Width of the file, ${limits.widthPixels.min}…${limits.widthPixels.max}; odd numbers are rounded down, ` +
    'because videos need even sides. The height follows from the crop',
  usualWidth: "the photo's, scaled down to at most 1920 pixels per side and to what H.264 level 4.2 allows",
} as const;
