import type { PlannedOutput } from '../../outputs/plan.ts';
import { type FormatName, formats } from '../../video/formats.ts';

/** Memory of an encoder in bytes per pixel of a frame, measured for H.264 and AV1. */
const bytesPerPixel = { av1: 200, others: 145 };
/** Limit of the total memory of encoders that run during rendering, if some can be postponed. */
const mostBytes = 500e6;

const av1: readonly FormatName[] = ['mp4-av1', 'webm-av1', 'animated-avif'];

/**
 * The videos that are encoded after all frames are rendered, one after another: as many AV1 videos as necessary,
 * because their encoder needs the most memory, the largest first. A single video is never postponed.
 */
export function postponedOf<Output extends PlannedOutput>(outputs: readonly Output[]): Set<Output> {
  const postponed = new Set<Output>();
  const videos = outputs.filter(({ spec }) => formats[spec.format].kind === 'video');
  // Those with a byte budget are always postponed.
  const atOnce = videos.filter(({ spec }) => spec.maxBytes === undefined && spec.format !== 'gif');
  const heaviest = atOnce
    .filter(({ spec }) => av1.includes(spec.format))
    .toSorted((a, b) => bytesOf(b) - bytesOf(a));
  let bytes = atOnce.reduce((sum, output) => sum + bytesOf(output), 0);
  for (const output of videos.length > 1 ? heaviest : []) {
    if (bytes <= mostBytes) break;
    postponed.add(output);
    bytes -= bytesOf(output);
  }
  return postponed;
}

function bytesOf({ spec, size }: PlannedOutput): number {
  return size.width * size.height * (av1.includes(spec.format) ? bytesPerPixel.av1 : bytesPerPixel.others);
}
