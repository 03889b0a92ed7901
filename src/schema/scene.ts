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

/** Cost of a scene that must be detected first: seconds of networks, so that few can be requested at once. */
const sceneCost = { field: 500, multiplier: 1 };
const mostRegions = 4;
const mostLights = 100;

const direction =
  'Direction of motion in degrees: 0 is right, 90 up, 180 left, 270 down; null if it does not move';
const speed = "Mean speed, in percent of the picture's width per second";

const SceneRegion = builder.objectRef<StoredScene['regions'][number]>('SceneRegion').implement({
  description: 'A region of a photo that the scene network detected, and its default motion.',
  fields: (t) => ({
    region: t.expose('region', { type: FoundRegionEnum, description: 'Kind of region.' }),
    areaShare: t.exposeFloat('areaShare', { description: 'Its share of the picture, 0…1.' }),
    maskUrl: t.string({
      description: 'URL of its mask: an 8-bit grey PNG at most 640 pixels wide; white is inside.',
      resolve: ({ maskKey }, _args, { fileUrl }) => fileUrl(maskKey),
    }),
    previewUrl: t.string({
      description: 'URL of a small JPEG that highlights it: everything else is darkened.',
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
    at: t.expose('at', { type: PointSetting, description: 'Its centre.' }),
    radius: t.exposeFloat('radius', { description: "Its radius, as a share of the picture's width." }),
  }),
});

const Scene = builder.objectRef<StoredScene>('Scene').implement({
  description: 'What the networks detect in a photo, available before anything is rendered.',
  fields: (t) => ({
    widthPixels: t.exposeInt('widthPixels', { description: 'Width of the upright photo.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height of the upright photo.' }),
    horizon: t.exposeFloat('horizon', {
      nullable: true,
      description: 'Position of the horizon, as a share of the height from the top; null if none was found.',
    }),
    regions: t.field({
      type: [SceneRegion],
      complexity: listCost(mostRegions),
      description: 'The detected regions; land, if any, comes last.',
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
  description: 'A seed, and the motion that it gives the photo.',
  fields: (t) => ({
    seed: t.expose('seed', { type: 'SafeInt', description: 'Value for `AnimationSettingsInput.seed`.' }),
    degrees: t.exposeFloat('degrees', {
      nullable: true,
      description: `Mean of all moving parts. ${direction}.`,
    }),
    speedPercent: t.float({
      nullable: true,
      description: `${speed}, over all moving parts; null if nothing moves.`,
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
      'What the photo shows. Detected on the first request, which takes some seconds and counts as a draft, ' +
      'then stored with the photo.',
    resolve: (image, _args, context) => imageScene(image, context),
  }),
  variants: t.field({
    type: [Variant],
    complexity: ({ count }) => ({ field: sceneCost.field, multiplier: Math.max(count ?? 1, 1) }),
    select: { id: true, projectId: true, storageKey: true, sha256: true },
    description:
      'Seeds that give visibly different motion; the same settings always give the same seeds. The first is the ' +
      'seed of the settings. Counts as a draft.',
    args: {
      count: t.arg.int({
        required: true,
        defaultValue: 4,
        description: `Number of variants, 1…${mostVariants}.`,
      }),
      settings: t.arg({
        type: AnimationSettingsInput,
        description: 'What the video looks like. Default: all defaults.',
      }),
    },
    resolve: (image, args, context) => imageVariants(image, args, context),
  }),
}));
