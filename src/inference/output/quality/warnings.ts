import type { QualityWarning, VideoFigures } from '../../job.ts';

/** Figures beyond these deserve a second look; chosen on renderings of real photos, see docs/engine.md. */
export const limits = {
  landMoving: 0.003,
  landChange: 1,
  deadSky: 0.15,
  deadWater: 0.4,
  shapesKept: 0.8,
  seam: 3,
  beatSeconds: 5,
  movingShare: 0.01,
  movingChange: 0.5,
} as const;

/** Warnings for people to check before a video is published. */
export function warningsOf(figures: VideoFigures, videoSeconds: number): QualityWarning[] {
  const { landChange, landMoving, deadSky, deadWater, shapesKept, seam, repeats } = figures;
  const warnings: QualityWarning[] = [];
  const warn = (code: QualityWarning['code'], message: string) => warnings.push({ code, message });
  if (figures.movingShare < limits.movingShare)
    warn(
      'NOTHING_MOVES',
      'No sky, water or mist was recognised in this photo, or what was is frozen; the video is nearly still.',
    );
  else if (figures.movingChange < limits.movingChange)
    warn(
      'NOTHING_MOVES',
      'What moves in this video has too little texture for it to be seen; the video looks still.',
    );
  if (isAbove(landMoving, limits.landMoving) || isAbove(landChange, limits.landChange))
    warn(
      'LAND_MOVES',
      `Land that should be static changes: ${percent(landMoving ?? 0)} of it visibly; a frozen region keeps it still.`,
    );
  if (isAbove(deadSky, limits.deadSky))
    warn(
      'SKY_STANDS',
      `${percent(deadSky)} of the textured sky does not visibly move; a longer video or a higher speed shows more.`,
    );
  if (isAbove(deadWater, limits.deadWater))
    warn(
      'WATER_STANDS',
      `${percent(deadWater)} of the textured water does not visibly move; a region drawn there, or stronger ripples, set it in motion.`,
    );
  if (shapesKept !== null && shapesKept < limits.shapesKept)
    warn(
      'DOUBLE_EXPOSURE',
      `Clouds lose ${percent(1 - shapesKept)} of their shapes at some moment, as if two pictures overlapped; a lower speed or another motion may help.`,
    );
  if (isAbove(seam, limits.seam))
    warn(
      'SEAM',
      `The change from the last frame to the first is ${seam.toFixed(1)} times the usual one; the restart may be seen, less so in a longer video.`,
    );
  if (repeats !== null && repeats > 1 && videoSeconds / repeats < limits.beatSeconds)
    warn(
      'BEATS',
      `The video returns to its first frame every ${(videoSeconds / repeats).toFixed(1)} seconds, which may be seen as a beat; a lower speed makes that less often.`,
    );
  return warnings;
}

function isAbove(figure: number | null, limit: number): figure is number {
  return figure !== null && figure > limit;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
