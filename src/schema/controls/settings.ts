import type { Arrow, Camera, Freeze, Point, Region } from '../../inference/controls/schema.ts';
import { mostControls } from '../../inference/controls/schema.ts';
import type { MaskedArea } from '../../resolvers/masks.ts';
import { builder } from '../builder.ts';
import { listCost } from '../connections.ts';
import { DrawnLikeEnum, FoundRegionEnum, RegionMotionKindEnum } from './enums.ts';
import { words } from './words.ts';

/** Bytes of a point: two numbers of 18 characters with their names, and its part of a stroke's other fields. */
const pointBytes = 60;
/** Cost of all lines together, in field values of 1 KiB. Their list always has this cost, whatever is selected. */
const linesCost = Math.ceil((mostControls.points * pointBytes) / 1024);
const paid = { field: 0, multiplier: 1 };

builder.scalarType('Line', {
  description:
    'Points in order, as a list of `{ "x": …, "y": … }`, the same form as in inputs. `x` is a share of the ' +
    "picture's width, `y` of its height.",
  serialize: (points) => points,
  parseValue() {
    throw new Error('A line is part of answers alone; inputs take a list of points');
  },
});

export const PointSetting = builder.objectRef<Point>('Point').implement({
  description: 'A place in the picture.',
  fields: (t) => ({
    x: t.exposeFloat('x', { description: words.x }),
    y: t.exposeFloat('y', { description: words.y }),
  }),
});

type Stroke = NonNullable<MaskedArea['strokes']>[number];

const StrokeSetting = builder.objectRef<Stroke>('StrokeSetting').implement({
  description: 'A stroke of a round brush.',
  fields: (t) => ({
    points: t.field({
      type: 'Line',
      description: 'Points along the stroke.',
      complexity: 0,
      resolve: ({ points }) => points,
    }),
    radius: t.exposeFloat('radius', { description: words.radius }),
    erase: t.boolean({ description: words.erase, resolve: ({ erase }) => erase ?? false }),
  }),
});

const AreaSetting = builder.objectRef<MaskedArea>('AreaSetting').implement({
  description: 'A part of the picture: exactly one field is given.',
  fields: (t) => ({
    region: t.field({
      type: FoundRegionEnum,
      nullable: true,
      description: words.region,
      resolve: ({ region }) => region ?? null,
    }),
    mask: t.id({
      nullable: true,
      description: 'Global id of an `Image`: white is inside, black outside.',
      resolve: ({ maskId }) => maskId ?? null,
    }),
    polygons: t.field({
      type: ['Line'],
      nullable: true,
      complexity: paid,
      description: words.polygons,
      resolve: ({ polygons }) => polygons ?? null,
    }),
    strokes: t.field({
      type: [StrokeSetting],
      nullable: true,
      complexity: paid,
      description: words.strokes,
      resolve: ({ strokes }) => strokes ?? null,
    }),
  }),
});

const ArrowSetting = builder.objectRef<Arrow>('ArrowSetting').implement({
  description: 'An arrow, or a path of several points.',
  fields: (t) => ({
    points: t.field({
      type: 'Line',
      description: words.arrow,
      complexity: 0,
      resolve: ({ points }) => points,
    }),
    speedPercent: t.float({
      nullable: true,
      description: `${words.speed}; null for the region's speed.`,
      resolve: ({ speedPercent }) => speedPercent ?? null,
    }),
  }),
});

const RegionMotionSetting = builder.objectRef<Region['motion']>('RegionMotionSetting').implement({
  description: 'How a region moves: exactly one field is given. A preset appears as its code.',
  fields: (t) => ({
    kind: t.field({
      type: RegionMotionKindEnum,
      nullable: true,
      description: words.kind,
      resolve: ({ kind }) => kind ?? null,
    }),
    code: t.floatList({ nullable: true, description: words.code, resolve: ({ code }) => code ?? null }),
    degrees: t.float({
      nullable: true,
      description: words.degrees,
      resolve: ({ degrees }) => degrees ?? null,
    }),
    arrows: t.field({
      type: [ArrowSetting],
      nullable: true,
      complexity: paid,
      description: words.arrows,
      resolve: ({ arrows }) => arrows ?? null,
    }),
  }),
});

export const RegionSetting = builder
  .objectRef<Omit<Region, 'area'> & { area: MaskedArea }>('RegionSetting')
  .implement({
    description: 'A part of the picture and how it moves.',
    fields: (t) => ({
      area: t.expose('area', { type: AreaSetting, description: 'Its status.' }),
      feather: t.exposeFloat('feather', { description: words.feather }),
      as: t.field({
        type: DrawnLikeEnum,
        nullable: true,
        description: `${words.as}; null for the kind detected there.`,
        resolve: (region) => region.as ?? null,
      }),
      motion: t.expose('motion', { type: RegionMotionSetting, description: 'How it moves.' }),
      speedPercent: t.float({
        nullable: true,
        description: `${words.speed}; null for the usual one.`,
        resolve: ({ speedPercent }) => speedPercent ?? null,
      }),
      strength: t.float({
        nullable: true,
        description: `${words.strength}; null for 1.`,
        resolve: ({ strength }) => strength ?? null,
      }),
      periodSeconds: t.float({
        nullable: true,
        description: `${words.period}; null: chosen to suit the motion.`,
        resolve: ({ periodSeconds }) => periodSeconds ?? null,
      }),
    }),
  });

export const FreezeSetting = builder
  .objectRef<Omit<Freeze, 'area'> & { area: MaskedArea }>('FreezeSetting')
  .implement({
    description: 'A part of the picture that does not move.',
    fields: (t) => ({
      area: t.expose('area', { type: AreaSetting, description: 'Its status.' }),
      feather: t.exposeFloat('feather', { description: words.feather }),
    }),
  });

export const CameraSetting = builder.objectRef<Camera>('CameraSetting').implement({
  description: `${words.camera}.`,
  fields: (t) => ({
    zoom: t.exposeFloat('zoom', { description: words.zoom }),
    towards: t.expose('towards', { type: PointSetting, description: 'Point it moves towards.' }),
  }),
});

export const regionsCost = { field: linesCost, multiplier: mostControls.regions };
export const freezeCost = { field: linesCost, multiplier: mostControls.freezes };
export const anchorsCost = listCost(mostControls.anchors);
