import type { BundleContents } from '../inference/bundle/contents.ts';
import { limits as bounds } from '../limits.ts';
import type { ServerFacts } from '../resolvers/server-facts.ts';
import { availableFormats } from '../video/available-formats.ts';
import { type Format, formats, posterFormatNames, videoFormatNames } from '../video/formats.ts';
import { builder } from './builder.ts';
import { listCost, maxPageSize } from './connections.ts';
import { OutputFormat, OutputKind } from './outputs/enums.ts';

const ModelBundle = builder.objectRef<BundleContents>('ModelBundle').implement({
  description: 'Trained networks and the codebook of motions and appearances that goes with them.',
  fields: (t) => ({
    name: t.string({ description: 'Its name.', resolve: ({ description }) => description.name }),
    version: t.string({ description: 'Its version.', resolve: ({ description }) => description.version }),
    bundle: t.exposeString('id', { description: 'Both, as `name@version`.' }),
    licence: t.string({
      description: 'Licence of the weights.',
      resolve: ({ description }) => description.licence,
    }),
    isNonCommercial: t.boolean({
      description: 'Whether the weights may not be used commercially.',
      resolve: ({ description }) => description.nonCommercial,
    }),
    motionCount: t.int({
      description: 'Motions in its codebook.',
      resolve: ({ codebook }) => codebook.motion.length,
    }),
    appearanceCount: t.int({
      description: 'Sequences of appearance in its codebook.',
      resolve: ({ codebook }) => codebook.appearance.length,
    }),
    checksum: t.exposeString('checksum', {
      description: 'SHA-256, in hexadecimal, of all in it that decides what a video looks like.',
    }),
  }),
});

const QueueInfo = builder.objectRef<{ queued: number; running: number }>('QueueInfo').implement({
  description: 'How much there is to do.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { description: 'Animations that wait.' }),
    running: t.exposeInt('running', { description: 'Animations being rendered.' }),
  }),
});

const ServerLimits = builder.objectRef<ServerFacts['limits']>('ServerLimits').implement({
  description: 'What the server takes at most.',
  fields: (t) => ({
    maxUploadBytes: t.expose('maxUploadBytes', {
      type: 'SafeInt',
      description: 'Size of a photo file, in bytes.',
    }),
    maxPixels: t.expose('maxPixels', {
      type: 'SafeInt',
      description: 'Width × height of a photo, in pixels.',
    }),
    maxRenderSeconds: t.float({
      nullable: true,
      description: 'Time that one rendering may take, in seconds; it fails then. Null for any.',
      resolve: ({ runLimits }) => runLimits.renderSeconds || null,
    }),
    maxOutputBytes: t.field({
      type: 'SafeInt',
      description: 'Size of all files of an animation together, in bytes.',
      resolve: ({ runLimits }) => runLimits.outputBytes,
    }),
    maxOutputs: t.int({
      description: 'Files of one animation.',
      resolve: () => bounds.outputs.most,
    }),
    maxOutputPixels: t.field({
      type: 'SafeInt',
      description: 'Pixels of one frame of all files of an animation together.',
      resolve: () => bounds.outputs.mostPixels,
    }),
    draftsPerMinute: t.int({
      nullable: true,
      description:
        'Drafts that a key may ask for in a minute, with scenes that are not known yet and lists of variants. Null for any number.',
      resolve: ({ drafts }) => drafts.perMinute || null,
    }),
    maxPageSize: t.int({ description: 'Items on a page of a list.', resolve: () => maxPageSize }),
  }),
});

const OutputFormatInfo = builder.objectRef<Format>('OutputFormatInfo').implement({
  description: 'A format of files that this server makes.',
  fields: (t) => ({
    format: t.expose('name', { type: OutputFormat, description: 'Its name for `settings`.' }),
    kind: t.field({
      type: OutputKind,
      description: 'What files of it are.',
      resolve: ({ kind }) => (kind === 'video' ? 'VIDEO' : 'POSTER'),
    }),
    title: t.exposeString('title', { description: 'For people.' }),
    extension: t.exposeString('extension', { description: 'Of its files, without a dot.' }),
    contentType: t.exposeString('contentType', { description: 'Such as `video/mp4`.' }),
    hasAlpha: t.exposeBoolean('hasAlpha', {
      description: 'Whether what does not move is transparent in it.',
    }),
    bitDepths: t.intList({
      complexity: listCost(2),
      description: 'Bits of each channel that it may have, the usual ones first.',
      resolve: ({ bitDepths }) => [...bitDepths],
    }),
    maxPixels: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Most pixels of a frame. Null for as many as other formats.',
      resolve: ({ mostPixels }) => mostPixels,
    }),
    maxFrames: t.int({
      nullable: true,
      description: 'Most frames of a file. Null for any number.',
      resolve: ({ mostFrames }) => mostFrames,
    }),
    maxFps: t.float({
      nullable: true,
      description: 'Most frames per second. Null for any number.',
      resolve: ({ mostFps }) => mostFps,
    }),
  }),
});

const ServerInfo = builder.objectRef<ServerFacts>('ServerInfo').implement({
  description: 'Version, device, limits and load of the server.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'Version of Driftscape.' }),
    device: t.string({
      description:
        'What the networks run on: `cpu`, `cuda` or `webgpu`; `none` where workers of their own do the rendering.',
      resolve: async ({ rendering }) => (await rendering()).device,
    }),
    renderer: t.string({
      description:
        'What draws the frames: `native` or `wasm` on the processor, `onnx` on a GPU; `none` where workers of their own do.',
      resolve: async ({ rendering }) => (await rendering()).renderer,
    }),
    encoder: t.string({
      description:
        'What makes the videos: `x264` on the processor, `nvenc` or `nvenc-hevc` on an NVIDIA GPU; `none` where workers of their own do.',
      resolve: async ({ rendering }) => (await rendering()).encoder,
    }),
    bundle: t.string({
      description: 'The model bundle in use, as `name@version`.',
      resolve: ({ bundle }) => bundle.id,
    }),
    queue: t.field({
      type: QueueInfo,
      description: 'How much there is to do, now.',
      resolve: async (_facts, _args, { prisma }) => {
        const [queued, running] = await Promise.all([
          prisma.animation.count({ where: { status: 'QUEUED' } }),
          prisma.animation.count({ where: { status: 'RUNNING' } }),
        ]);
        return { queued, running };
      },
    }),
    limits: t.expose('limits', { type: ServerLimits, description: 'What it takes at most.' }),
    formats: t.field({
      type: [OutputFormatInfo],
      complexity: listCost(videoFormatNames.length + posterFormatNames.length),
      description: 'The formats of files that it makes.',
      resolve: async () => (await availableFormats()).map((name) => formats[name]),
    }),
  }),
});

builder.queryFields((t) => ({
  serverInfo: t.field({
    type: ServerInfo,
    description: 'Version, device, limits and load of the server.',
    resolve: (_root, _args, { facts }) => facts,
  }),
  modelBundles: t.field({
    type: [ModelBundle],
    complexity: listCost(1),
    description: 'The model bundles that animations can use: at present the one in use.',
    resolve: (_root, _args, { facts }) => [facts.bundle],
  }),
}));
