import { rounded, settled } from '../geometry/point.ts';
import { type Arrow, emptySketch, type Freeze, type Region, type Sketch, type Stroke } from './sketch.ts';

/**
 * What the API takes: see `AnimationSettingsInput` in schema.graphql. What the sketch says nothing of is left out, so that the server's
 * own choices hold.
 */
export type Settings = ReturnType<typeof settingsOf>;

/** @param widthPixels of the video; null for the photo's, as the server makes it */
export function settingsOf({ marks, video }: Sketch, widthPixels: number | null = null) {
  const regions = marks.filter((mark) => mark.type === 'region').map(regionOf);
  const freezes = marks.filter((mark) => mark.type === 'freeze').map(freezeOf);
  const anchors = marks.filter((mark) => mark.type === 'anchor').map(({ at }) => settled(at));
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
    ...(video.zoom > 1 && { camera: { zoom: rounded(video.zoom), towards: settled(video.towards) } }),
  };
}

function lightOf({ light, lightCourse, lightStrength }: Sketch['video']) {
  const isHeld = lightCourse === 'HELD';
  return {
    // A light that is held is one look.
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

/** How a region moves. One that lacks what its choice needs moves as predicted. */
function motionOf({ motion, degrees, arrows, preset }: Region) {
  if (motion === 'DIRECTION') return { degrees: rounded(degrees) };
  if (motion === 'ARROWS')
    return arrows.length > 0 ? { arrows: arrows.map(arrowOf) } : { kind: 'PREDICTED' as const };
  if (motion === 'PRESET') return preset !== null ? { preset } : { kind: 'PREDICTED' as const };
  return { kind: motion };
}

const arrowOf = ({ points }: Arrow) => ({ points: points.map(settled) });

const freezeOf = ({ strokes, feather }: Freeze) => ({
  area: { strokes: strokes.map(strokeOf) },
  feather: rounded(feather),
});

const strokeOf = ({ points, radius, erase }: Stroke) => ({
  points: points.map(settled),
  radius: rounded(radius),
  ...(erase && { erase }),
});
