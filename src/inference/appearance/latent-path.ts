import type { LatentCode } from '../latent-code.ts';
import { codeAtPlace } from '../latent-code.ts';

/** Most codes per path: every one costs a run of the network and a pair of maps (1.6 MB). */
const maxKeyCodes = 16;

/** How the light changes over a video: codes in order, and the position of each frame among them (algorithm §5). */
export interface LatentPath {
  keyCodes: LatentCode[];
  /** 0 … keyCodes.length − 1; fractions interpolate between both neighbours. */
  positionAt(frame: number): number;
}

export interface LatentPathSettings {
  frames: number;
  /** A looping video needs a path that ends where it starts. */
  isLoop: boolean;
  /** The photo's own code z_0; absent if the bundle has no appearance encoder. */
  photoCode?: LatentCode;
}

/**
 * Lays a path through a sequence of codes. It enters at the code nearest to the photo's own (without one: at the
 * first). In a loop it swings to the end of the sequence, back to its start and on to where it entered, like a
 * pendulum, so that no frame shows a jolt; otherwise it walks evenly to the end that is farther away. A single code
 * is a light to go to: the path then starts at the photo's own code.
 *
 * Null where there is nowhere to go: a single code and no code of the photo.
 */
export function layPath(sequence: readonly LatentCode[], settings: LatentPathSettings): LatentPath | null {
  const { frames, isLoop, photoCode } = settings;
  if (sequence.length === 1) {
    return photoCode ? layPath([photoCode, sequence[0]], { frames, isLoop }) : null;
  }
  const count = Math.min(sequence.length, maxKeyCodes);
  const keyCodes = Array.from({ length: count }, (_, i) => codeAtPlace(sequence, i / (count - 1)));
  const last = count - 1;
  const entry = photoCode ? nearest(keyCodes, photoCode) : 0;
  if (isLoop) {
    const phase = Math.acos(1 - (2 * entry) / last);
    const swing = (turn: number) => (last * (1 - Math.cos(2 * Math.PI * turn + phase))) / 2;
    return { keyCodes, positionAt: (frame) => swing((frame % frames) / frames) };
  }
  const end = entry > last / 2 ? 0 : last;
  return { keyCodes, positionAt: (frame) => entry + ((end - entry) * frame) / Math.max(1, frames - 1) };
}

function nearest(codes: readonly LatentCode[], wanted: LatentCode): number {
  const distances = codes.map((code) => code.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}
