import { LatentPresetKind as kinds } from '../generated/prisma/client.ts';
import {
  type ChangingLight,
  type Lab,
  type Look,
  mostMoments,
  type RegionColours,
  skyHeights,
} from '../inference/look.ts';
import { visibleTo } from '../presets/visible.ts';
import { latentPresets } from '../resolvers/latent-presets.ts';
import { builder } from './builder.ts';
import { codesCost, listCost, pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';

export const LatentPresetKind = builder.enumType('LatentPresetKind', {
  description: 'What a preset describes.',
  values: {
    [kinds.MOTION]: { description: 'One latent code of motion.' },
    [kinds.APPEARANCE]: {
      description: 'A sequence of latent codes of appearance, such as an evening, or a look, or both.',
    },
  } as const,
});

/** Cost of a field of some 20 numbers at most. */
const fewNumbers = 1;

const LookRegion = builder.objectRef<RegionColours & { heights?: Lab[] }>('LookRegion').implement({
  description: 'The colours of a region in a light, in CIELAB (D65).',
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
      description: `Of a sky: what the mean colour at each of ${skyHeights} heights, from the top to the horizon, differs by.`,
      resolve: ({ heights }) => heights ?? null,
    }),
  }),
});

const region = 'null where the picture it was measured on had none';

const LatentLook = builder.objectRef<Look>('LatentLook').implement({
  description: 'A light by the colours of its regions.',
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
  description: 'A light at a time.',
  fields: (t) => ({
    at: t.float({
      nullable: true,
      description: 'When, as a share of the way, 0…1; null for evenly.',
      resolve: ({ at }) => at ?? null,
    }),
    look: t.field({
      type: LatentLook,
      complexity: codesCost,
      description: 'The colours of the light by regions.',
      resolve: ({ look }) => look,
    }),
  }),
});

export const LatentPreset = builder.prismaNode('LatentPreset', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, ...visibleTo(projectId) }),
  nullable: true,
  description:
    'A named latent code (motion), or a sequence of codes or a look (appearance), to be used in settings by its name.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Its name, for the `preset` field of settings: unique in a project.',
    }),
    kind: t.expose('kind', { type: LatentPresetKind, description: 'Motion or appearance.' }),
    label: t.exposeString('label', { description: 'A short description for people.' }),
    codes: t.field({
      type: t.listRef(['Float']),
      description:
        'The codes, 8 numbers each; exactly one for motion, none for a preset that is only a look.',
      complexity: codesCost,
      resolve: ({ codes }) => codes as number[][],
    }),
    look: t.field({
      type: LatentLook,
      nullable: true,
      description: 'The colours of its light by regions; null for presets that are only codes.',
      complexity: codesCost,
      resolve: ({ look }) => look as Look | null,
    }),
    looks: t.field({
      type: [LightAtTime],
      nullable: true,
      complexity: listCost(mostMoments),
      description:
        'Of a light that changes, as several pictures or a clip show it, its looks in order; null for others.',
      resolve: ({ looks }) => looks as ChangingLight | null,
    }),
    speed: t.exposeFloat('speed', {
      nullable: true,
      description:
        'Of a motion that was read from a clip: the `speed` at which a video of 30 frames a second would move as fast. Settings that ' +
        'use it take this, at most 1, unless they name their own. Null for others.',
    }),
    isBuiltIn: t.exposeBoolean('isBuiltIn', { description: 'Whether it is part of the model bundle.' }),
    bundle: t.exposeString('bundle', {
      description: 'The bundle whose code space this is, as `name@version`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const LatentPresetConnection = builder.connectionObject(
  { type: LatentPreset, name: 'LatentPresetConnection', description: 'A page of latent presets.' },
  { name: 'LatentPresetEdge', description: 'A latent preset in a list.' },
);

const LatentPresetFilter = builder.inputType('LatentPresetFilter', {
  description: 'Which latent presets to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    kind: t.field({ type: LatentPresetKind, description: 'Only presets of this kind.' }),
    isBuiltIn: t.boolean({
      description: 'True for those that came with the model bundle, false for those made since.',
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
        filter: t.arg({ type: LatentPresetFilter, description: 'Which ones to list; all by default.' }),
      },
      resolve: (query, _root, { filter }, context) => latentPresets(query, filter, context),
    },
    LatentPresetConnection,
  ),
);
