import { clampedForApi, rounded } from '../geometry/point.ts';
import { type Arrow, emptySketch, type Freeze, type Region, type Sketch, type Stroke } from './sketch.ts';

/**
 * The settings for the API: see `AnimationSettingsInput` in schema.graphql. Settings that the user has not chosen are
 * left out, so that the server's defaults apply.
 */
export type Settings = ReturnType<typeof settingsOf>;

/** Converts a sketch to settings. @param widthPixels of the video; null for the server's default */
export function settingsOf({ marks, video }: Sketch, widthPixels: number | null = null) {
  const regions = marks.filter((mark) => mark.type === 'region').map(regionOf);
  const freezes = marks.filter((mark) => mark.type === 'freeze').map(freezeOf);
  const anchors = marks.filter((mark) => mark.type === 'anchor').map(({ at }) => clampedForApi(at));
  const usual = emptySketch.video;
  return {
    ...(widthPixels !== null && { widthPixels }),
    ...(video.seconds !== usual.seconds && { durationSeconds: video.seconds }),
    ...(video.motion !== null && { motion: { preset: video.motion } }),
    ...(video.seed !== null && { seed: video.seed }),
    ...(video.speedPercent !== null && { speedPercent: rounded(video.speedPercent) }),
    ...(video.ripples !== usual.ripples && { ripples: rounded(video.ripples) }),
    ...(video.light.length > 0 && { appearance: { light: lightOf(video) } }),
    ...(regions.length > 0 && { regions }),
    ...(freezes.length > 0 && { freeze: freezes }),
    ...(anchors.length > 0 && { anchors }),
    ...(video.zoom > 1 && { camera: { zoom: rounded(video.zoom), towards: clampedForApi(video.towards) } }),
  };
}

function lightOf({ light, lightCourse, lightStrength }: Sketch['video']) {
  const isHeld = lightCourse === 'HELD';
  return {
    // A constant light is a single look.
    moments: (isHeld ? light.slice(0, 1) : light).map((preset) => ({ preset })),
    course: lightCourse,
    ...(lightStrength !== 1 && { strength: rounded(lightStrength) }),
  };
}

function regionOf(region: Region) {
  const { area, feather, as, speedPercent, strength } = region;
  const isSwaying = ['RIPPLES', 'SWAY'].includes(region.motion);
  const isGoing = ['PREDICTED', 'DIRECTION', 'ARROWS', 'PRESET'].includes(region.motion);
  return {
    area: 'region' in area ? { region: area.region } : { strokes: area.strokes.map(strokeOf) },
    ...('strokes' in area && { feather: rounded(feather) }),
    ...(as !== null && 'strokes' in area && { as }),
    motion: motionOf(region),
    ...(speedPercent !== null && isGoing && { speedPercent: rounded(speedPercent) }),
    ...(strength !== null && isSwaying && { strength: rounded(strength) }),
  };
}

/** The motion of a region. If it lacks what its choice needs, it moves as predicted. */
function motionOf({ motion, degrees, arrows, preset }: Region) {
  if (motion === 'DIRECTION') return { degrees: rounded(degrees) };
  if (motion === 'ARROWS')
    return arrows.length > 0 ? { arrows: arrows.map(arrowOf) } : { kind: 'PREDICTED' as const };
  if (motion === 'PRESET') return preset !== null ? { preset } : { kind: 'PREDICTED' as const };
  return { kind: motion };
}

const arrowOf = ({ points }: Arrow) => ({ points: points.map(clampedForApi) });

const freezeOf = ({ strokes, feather }: Freeze) => ({
  area: { strokes: strokes.map(strokeOf) },
  feather: rounded(feather),
});

const strokeOf = ({ points, radius, erase }: Stroke) => ({
  points: points.map(clampedForApi),
  radius: rounded(radius),
  ...(erase && { erase }),
});
