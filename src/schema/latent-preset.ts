import {
  type ChangingLight,
  type Lab,
  type Look,
  mostMoments,
  type RegionColours,
  skyHeights,
} from '../inference/look.ts';
import { presetKinds } from '../presets/kinds.ts';
import { visibleTo } from '../presets/visible.ts';
import { latentPresets } from '../resolvers/latent-presets.ts';
import { builder } from './builder.ts';
import { codesCost, listCost, pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';

export const LatentPresetKind = builder.enumType('LatentPresetKind', {
  description: 'What a preset describes.',
  values: presetKinds,
});

/** Cost of a field of some 20 numbers at most. */
const fewNumbers = 1;

const LookRegion = builder.objectRef<RegionColours & { heights?: Lab[] }>('LookRegion').implement({
  description: 'The colours of a region, in CIELAB (D65).',
  fields: (t) => ({
    mean: t.exposeFloatList('mean', {
      complexity: fewNumbers,
      description: 'Mean L (0…100), a and b.',
    }),
    covariance: t.exposeFloatList('covariance', {
      complexity: fewNumbers,
      description: 'Covariance: LL, La, Lb, aa, ab, bb.',
    }),
    heights: t.field({
      type: t.listRef(['Float']),
      nullable: true,
      complexity: fewNumbers,
      description: `Sky only: difference from the mean colour at each of ${skyHeights} heights, from the top to the horizon.`,
      resolve: ({ heights }) => heights ?? null,
    }),
  }),
});

const region = 'null if the measured picture had none';

const LatentLook = builder.objectRef<Look>('LatentLook').implement({
  description: 'A light, described by the colours of its regions.',
  fields: (t) => ({
    sky: t.field({
      type: LookRegion,
      nullable: true,
      description: `Its sky; ${region}.`,
      resolve: ({ sky }) => sky,
    }),
    land: t.field({
      type: LookRegion,
      nullable: true,
      description: `Its land; ${region}.`,
      resolve: ({ land }) => land,
    }),
    water: t.field({
      type: LookRegion,
      nullable: true,
      description: `Its water; ${region}.`,
      resolve: ({ water }) => water,
    }),
  }),
});

const LightAtTime = builder.objectRef<ChangingLight[number]>('LightAtTime').implement({
  description: 'A light at a point in time.',
  fields: (t) => ({
    at: t.float({
      nullable: true,
      description: 'Point in time, as a share of the whole course, 0…1; null if evenly spaced.',
      resolve: ({ at }) => at ?? null,
    }),
    look: t.field({
      type: LatentLook,
      complexity: codesCost,
      description: 'The colours of the light by region.',
      resolve: ({ look }) => look,
    }),
  }),
});

export const LatentPreset = builder.prismaNode('LatentPreset', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, ...visibleTo(projectId) }),
  nullable: true,
  description:
    'A named latent code (motion), or a sequence of codes or a look (appearance). Settings use it by name.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Its name, for the `preset` field of settings; unique within a project.',
    }),
    kind: t.expose('kind', { type: LatentPresetKind, description: 'What it describes.' }),
    label: t.exposeString('label', { description: 'A short description for people.' }),
    codes: t.field({
      type: t.listRef(['Float']),
      description: 'The codes, 8 numbers each: exactly one for motion, none if there is only a look.',
      complexity: codesCost,
      resolve: ({ codes }) => codes as number[][],
    }),
    look: t.field({
      type: LatentLook,
      nullable: true,
      description: 'The colours of its light by region; null if there are only codes.',
      complexity: codesCost,
      resolve: ({ look }) => look as Look | null,
    }),
    looks: t.field({
      type: [LightAtTime],
      nullable: true,
      complexity: listCost(mostMoments),
      description:
        'For a light that changes, from several pictures or a clip: its looks in order. Null otherwise.',
      resolve: ({ looks }) => looks as ChangingLight | null,
    }),
    speed: t.exposeFloat('speed', {
      nullable: true,
      description:
        'For a motion read from a clip: the `speed` at which a video of 30 frames per second moves as fast. ' +
        'Settings that use the preset move as fast at every frame rate, with at most 1 in each frame. Null otherwise.',
    }),
    isBuiltIn: t.exposeBoolean('isBuiltIn', { description: 'Whether it is part of the model bundle.' }),
    bundle: t.exposeString('bundle', {
      description: 'The bundle whose code space this is, as `name@version`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

const LatentPresetConnection = builder.connectionObject(
  { type: LatentPreset, name: 'LatentPresetConnection', description: 'A page of latent presets.' },
  { name: 'LatentPresetEdge', description: 'A latent preset in a list.' },
);

const LatentPresetFilter = builder.inputType('LatentPresetFilter', {
  description: 'Which latent presets to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    kind: t.field({ type: LatentPresetKind, description: 'Only presets of this kind.' }),
    isBuiltIn: t.boolean({
      description: 'True for presets of the model bundle, false for custom ones.',
    }),
  }),
});

builder.queryField('latentPresets', (t) =>
  t.prismaConnection(
    {
      type: LatentPreset,
      cursor: 'id',
      description: 'Latent presets, by name.',
      complexity: pageCost,
      args: {
        filter: t.arg({ type: LatentPresetFilter, description: 'Which items to list. Default: all.' }),
      },
      resolve: (query, _root, { filter }, context) => latentPresets(query, filter, context),
    },
    LatentPresetConnection,
  ),
);
