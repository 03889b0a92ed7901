import { featherSchema } from '../../inference/controls/schema.ts';
import { codeLength } from '../../inference/latent-code.ts';
import { standardOf } from '../../inference/setting-words.ts';
import { builder } from '../builder.ts';
import { DrawnLikeEnum, FoundRegionEnum, RegionMotionKindEnum } from './enums.ts';
import { most, words } from './words.ts';

export const PointInput = builder.inputType('PointInput', {
  description: 'A place in the picture.',
  fields: (t) => ({
    x: t.float({ required: true, description: words.x }),
    y: t.float({ required: true, description: words.y }),
  }),
});

const StrokeInput = builder.inputType('StrokeInput', {
  description: 'A stroke of a round brush.',
  fields: (t) => ({
    points: t.field({
      type: [PointInput],
      required: true,
      description: `Points along the stroke. ${most.points}.`,
    }),
    radius: t.float({ required: true, description: words.radius }),
    erase: t.boolean({ description: `${words.erase} Default: false.` }),
  }),
});

const AreaInput = builder.inputType('AreaInput', {
  isOneOf: true,
  description: 'A part of the picture: exactly one of these.',
  fields: (t) => ({
    region: t.field({ type: FoundRegionEnum, description: words.region }),
    mask: t.id({
      description:
        'Global id of an uploaded `Image`: white is inside, black outside; transparent pixels count as black. ' +
        'It cannot be deleted while the animation exists.',
    }),
    polygons: t.field({
      type: t.listRef(t.listRef(PointInput)),
      description: `${words.polygons} At most ${most.polygons}, each with 3 points or more. ${most.points}.`,
    }),
    strokes: t.field({ type: [StrokeInput], description: `${words.strokes} At most ${most.strokes}.` }),
  }),
});

const ArrowInput = builder.inputType('ArrowInput', {
  description: 'An arrow, or a path of several points.',
  fields: (t) => ({
    points: t.field({
      type: [PointInput],
      required: true,
      description: `${words.arrow} Two or more. ${most.points}.`,
    }),
    speedPercent: t.float({ description: `${words.speed}. Default: the region's speed.` }),
  }),
});

const RegionMotionInput = builder.inputType('RegionMotionInput', {
  isOneOf: true,
  description: 'How a region moves: exactly one of these.',
  fields: (t) => ({
    kind: t.field({ type: RegionMotionKindEnum, description: words.kind }),
    preset: t.string({
      description: 'Predicted by the networks with the code of a `LatentPreset` of kind MOTION.',
    }),
    code: t.floatList({ description: `${words.code} ${codeLength} finite numbers.` }),
    degrees: t.float({ description: `${words.degrees} From -360 to 360.` }),
    arrows: t.field({ type: [ArrowInput], description: `${words.arrows} At most ${most.arrows}.` }),
  }),
});

export const RegionInput = builder.inputType('RegionInput', {
  description: 'A part of the picture and how it moves.',
  fields: (t) => ({
    area: t.field({ type: AreaInput, required: true, description: 'Its status.' }),
    feather: t.float({ description: `${words.feather} Default: ${standardOf(featherSchema)}.` }),
    as: t.field({
      type: DrawnLikeEnum,
      description: `${words.as}. Default: the kind detected there; an area on land becomes a separate layer.`,
    }),
    motion: t.field({ type: RegionMotionInput, description: 'How it moves. Default: as predicted.' }),
    speedPercent: t.float({
      description: `${words.speed}. Default: the predicted one; 2 for directions and arrows.`,
    }),
    strength: t.float({ description: `${words.strength}. Default: 1.` }),
    periodSeconds: t.float({ description: `${words.period}. Default: chosen to suit the motion.` }),
  }),
});

export const FreezeInput = builder.inputType('FreezeInput', {
  description: 'A part of the picture that does not move.',
  fields: (t) => ({
    area: t.field({ type: AreaInput, required: true, description: 'Its status.' }),
    feather: t.float({ description: `${words.feather} Default: ${standardOf(featherSchema)}.` }),
  }),
});

export const CameraInput = builder.inputType('CameraInput', {
  description: `${words.camera}.`,
  fields: (t) => ({
    zoom: t.float({ required: true, description: words.zoom }),
    towards: t.field({ type: PointInput, description: 'Point it moves towards. Default: the centre.' }),
  }),
});
