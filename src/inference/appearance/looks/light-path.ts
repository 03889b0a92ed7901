import { type Light, type Look, startsWithLook } from '../../look.ts';

export interface LightPath {
  /** Looks in order; null means the photo's own light. */
  keys: (Look | null)[];
  /** 0 … keys.length − 1; a position in between means both neighbours. */
  positionAt(frame: number): number;
}

/**
 * Plans the course of the light through its looks. Unless a look is set at the very start, it starts with the photo's
 * own light, so that the first frame is the photo.
 */
export function layLightPath(
  light: Light,
  { frames, isLoop }: { frames: number; isLoop: boolean },
): LightPath {
  const { moments, course } = light;
  if (course === 'held') return { keys: [moments[0].look], positionAt: () => 0 };
  const looks = moments.map(({ look }) => look);
  const start = startsWithLook(light) ? looks[0] : null;
  const isRound = course === 'round';
  const keys = [...(start ? [] : [null]), ...looks, ...(isRound ? [start] : [])];
  const times = keys.map((_, i) => timeOf(i) ?? i / (keys.length - 1));
  const last = Math.max(1, frames - 1);
  const progressAt = (frame: number) => {
    if (isRound) return (frame % frames) / frames;
    return isLoop ? (1 - Math.cos((2 * Math.PI * (frame % frames)) / frames)) / 2 : frame / last;
  };
  return { keys, positionAt: (frame) => placeAmong(times, progressAt(frame)) };

  /** The given times; undefined if the looks have none. */
  function timeOf(key: number): number | undefined {
    const moment = key - (start ? 0 : 1);
    if (moments[0].at === undefined) return undefined;
    return moment < 0 ? 0 : moment < moments.length ? moments[moment].at : 1;
  }
}

/** Fractional index of a time among increasing times: 0 up to the first, the last index from the last on. */
function placeAmong(times: readonly number[], time: number): number {
  const after = times.findIndex((candidate) => candidate > time);
  if (after === 0) return 0;
  if (after < 0) return times.length - 1;
  const [from, to] = [times[after - 1], times[after]];
  return after - 1 + (time - from) / (to - from);
}
