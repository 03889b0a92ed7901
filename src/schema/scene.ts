import type { Variant as VariantOfSeed } from '../drafts/drafts.ts';
import type { StoredScene } from '../drafts/image-scenes.ts';
import { mostVariants } from '../drafts/spread-out.ts';
import { imageScene, imageVariants } from '../resolvers/drafts.ts';
import { AnimationSettingsInput } from './animation-settings.ts';
import { builder } from './builder.ts';
import { listCost } from './connections.ts';
import { FoundRegionEnum } from './controls/enums.ts';
import { PointSetting } from './controls/settings.ts';
import { Image } from './image.ts';

/** What a scene costs that has to be found first: seconds of networks at work, so that few are asked for at once. */
const sceneCost = { field: 500, multiplier: 1 };
const mostRegions = 4;
const mostLights = 100;

const direction = 'Where it goes: 0 to the right, 90 up, 180 to the left, 270 down; null where it stands';
const speed = "Mean speed, percent of the picture's width per second";

const SceneRegion = builder.objectRef<StoredScene['regions'][number]>('SceneRegion').implement({
  description: 'A part of a photo that the scene network found, and how it would move by default.',
  fields: (t) => ({
    region: t.expose('region', { type: FoundRegionEnum, description: 'What it is.' }),
    areaShare: t.exposeFloat('areaShare', { description: 'Its share of the picture, 0…1.' }),
    maskUrl: t.string({
      description: 'Where it is, as a PNG of 8-bit grey at most 640 pixels wide: white is in.',
      resolve: ({ maskKey }, _args, { fileUrl }) => fileUrl(maskKey),
    }),
    previewUrl: t.string({
      description: 'A small JPEG of it, with everything else darkened.',
      resolve: ({ previewKey }, _args, { fileUrl }) => fileUrl(previewKey),
    }),
    degrees: t.exposeFloat('degrees', { nullable: true, description: `${direction}.` }),
    speedPercent: t.exposeFloat('speedPercent', {
      nullable: true,
      description: `${speed}; null if it stands still.`,
    }),
  }),
});

const SceneLight = builder.objectRef<StoredScene['lights'][number]>('SceneLight').implement({
  description: 'A light in a photo, such as the sun or a lamp.',
  fields: (t) => ({
    at: t.expose('at', { type: PointSetting, description: 'Its middle.' }),
    radius: t.exposeFloat('radius', { description: "How far it reaches, a share of the picture's width." }),
  }),
});

const Scene = builder.objectRef<StoredScene>('Scene').implement({
  description: 'What a photo shows, as the networks see it: to be shown before anything is rendered.',
  fields: (t) => ({
    widthPixels: t.exposeInt('widthPixels', { description: 'Width of the upright photo.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height of the upright photo.' }),
    horizon: t.exposeFloat('horizon', {
      nullable: true,
      description: 'Height of the horizon, a share of the height from the top; null if none was found.',
    }),
    regions: t.field({
      type: [SceneRegion],
      complexity: listCost(mostRegions),
      description: 'The parts that were found; land, if any, is the last.',
      resolve: ({ regions }) => regions,
    }),
    lights: t.field({
      type: [SceneLight],
      complexity: listCost(mostLights),
      description: `Its lights, at most ${mostLights}.`,
      resolve: ({ lights }) => lights.slice(0, mostLights),
    }),
  }),
});

const Variant = builder.objectRef<VariantOfSeed>('Variant').implement({
  description: 'A seed, and how the photo would move with it.',
  fields: (t) => ({
    seed: t.expose('seed', { type: 'SafeInt', description: 'For `AnimationSettingsInput.seed`.' }),
    degrees: t.exposeFloat('degrees', { nullable: true, description: `Of all that moves. ${direction}.` }),
    speedPercent: t.float({
      nullable: true,
      description: `${speed}, of all that moves; null if nothing moves.`,
      resolve: ({ degrees, speedPercent }) => (degrees === null ? null : speedPercent),
    }),
  }),
});

builder.prismaObjectFields(Image, (t) => ({
  scene: t.field({
    type: Scene,
    complexity: sceneCost,
    select: { id: true, projectId: true, storageKey: true, sha256: true },
    description:
      'What the photo shows. It is computed on the first request, which takes some seconds and counts as a draft, and then stored with the photo.',
    resolve: (image, _args, context) => imageScene(image, context),
  }),
  variants: t.field({
    type: [Variant],
    complexity: ({ count }) => ({ field: sceneCost.field, multiplier: Math.max(count ?? 1, 1) }),
    select: { id: true, projectId: true, storageKey: true, sha256: true },
    description:
      'Seeds whose motion is visibly different, for the same settings the same every time. The first is that of the settings. It counts as a draft.',
    args: {
      count: t.arg.int({
        required: true,
        defaultValue: 4,
        description: `How many, 1…${mostVariants}.`,
      }),
      settings: t.arg({
        type: AnimationSettingsInput,
        description: 'How the video should look. Default: all default settings.',
      }),
    },
    resolve: (image, args, context) => imageVariants(image, args, context),
  }),
}));
