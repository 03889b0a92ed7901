import { limits } from '../../limits.ts';

// What inputs and outputs of the same thing say of it.

export const words = {
  format: 'Container and codec',
  crop: 'Which part of the picture it shows',
  focus:
    'What stays in the middle of the crop, as far as the picture goes. By default the horizon, salient objects and moving parts stay inside',
  quality:
    '0 (worst) … 100 (best): 62 is the usual one of videos, 90 that of posters, and looks alike in every format. Not for ProRes and PNG, whose quality is fixed',
  effort: 'How long encoding may take for a smaller file',
  bitDepth: 'Bits of each channel, 8 or 10 where the format has them: 10 keep skies free of bands',
  maxBytes: `Most bytes of the file, ${limits.outputs.leastBudgetBytes}…${limits.outputs.mostBudgetBytes}: quality falls until it fits. What cannot fit says by how much in \`missedBudgetBytes\`. Not for ProRes and PNG, whose quality is fixed`,
  widthPixels: `Width of the file, ${limits.widthPixels.min}…${limits.widthPixels.max}; an odd number counts as the even one below it, as videos need even sides. The height follows the crop`,
  usualWidth: "the photo's, scaled down to at most 1920 pixels a side and to what level 4.2 of H.264 holds",
} as const;
