import { elementPath, urlOf } from '../file-url.ts';
import type { BundleContents } from '../inference/bundle/contents.ts';
import { limits as bounds } from '../limits.ts';
import { type ElementScript, elementFileName, elementScript } from '../outputs/element-script.ts';
import type { ServerFacts } from '../resolvers/server-facts.ts';
import { availableFormats } from '../video/available-formats.ts';
import { type Format, formats, posterFormatNames, videoFormatNames } from '../video/formats.ts';
import { builder } from './builder.ts';
import { listCost, maxPageSize } from './connections.ts';
import { OutputFormat, OutputKind } from './outputs/enums.ts';

const ModelBundle = builder.objectRef<BundleContents>('ModelBundle').implement({
  description: 'Trained networks, with their codebook of motions and appearances.',
  fields: (t) => ({
    name: t.string({ description: 'Its name.', resolve: ({ description }) => description.name }),
    version: t.string({ description: 'Its version.', resolve: ({ description }) => description.version }),
    bundle: t.exposeString('id', { description: 'Name and version, as `name@version`.' }),
    licence: t.string({
      description: 'Licence of the weights.',
      resolve: ({ description }) => description.licence,
    }),
    isNonCommercial: t.boolean({
      description: 'Whether commercial use of the weights is prohibited.',
      resolve: ({ description }) => description.nonCommercial,
    }),
    motionCount: t.int({
      description: 'Number of motions in its codebook.',
      resolve: ({ codebook }) => codebook.motion.length,
    }),
    appearanceCount: t.int({
      description: 'Number of appearance sequences in its codebook.',
      resolve: ({ codebook }) => codebook.appearance.length,
    }),
    checksum: t.exposeString('checksum', {
      description: 'SHA-256, in hexadecimal, of everything in it that affects how videos look.',
    }),
  }),
});

const QueueInfo = builder.objectRef<{ queued: number; running: number }>('QueueInfo').implement({
  description: 'The load of the server.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { description: 'Number of waiting animations.' }),
    running: t.exposeInt('running', { description: 'Number of animations being rendered.' }),
  }),
});

const ServerLimits = builder.objectRef<ServerFacts['limits']>('ServerLimits').implement({
  description: 'Limits of the server.',
  fields: (t) => ({
    maxUploadBytes: t.expose('maxUploadBytes', {
      type: 'SafeInt',
      description: 'Largest photo file, in bytes.',
    }),
    maxPixels: t.expose('maxPixels', {
      type: 'SafeInt',
      description: 'Largest photo, width × height in pixels.',
    }),
    maxRenderSeconds: t.float({
      nullable: true,
      description: 'Longest rendering, in seconds; a longer one fails. Null: no limit.',
      resolve: ({ runLimits }) => runLimits.renderSeconds || null,
    }),
    maxOutputBytes: t.field({
      type: 'SafeInt',
      description: 'Largest total size of the files of an animation, in bytes.',
      resolve: ({ runLimits }) => runLimits.outputBytes,
    }),
    maxOutputs: t.int({
      description: 'Most files per animation.',
      resolve: () => bounds.outputs.most,
    }),
    maxOutputPixels: t.field({
      type: 'SafeInt',
      description: 'Most pixels in one frame of all files of an animation together.',
      resolve: () => bounds.outputs.mostPixels,
    }),
    draftsPerMinute: t.int({
      nullable: true,
      description:
        'Most drafts per minute and key, including new scenes and lists of variants. Null: no limit.',
      resolve: ({ drafts }) => drafts.perMinute || null,
    }),
    maxPageSize: t.int({ description: 'Most items per page of a list.', resolve: () => maxPageSize }),
  }),
});

const OutputFormatInfo = builder.objectRef<Format>('OutputFormatInfo').implement({
  description: 'A file format that this server supports.',
  fields: (t) => ({
    format: t.expose('name', { type: OutputFormat, description: 'Its value in `settings`.' }),
    kind: t.field({
      type: OutputKind,
      description: 'What kind of file it is.',
      resolve: ({ kind }) => (kind === 'video' ? 'VIDEO' : 'POSTER'),
    }),
    title: t.exposeString('title', { description: 'Display name.' }),
    extension: t.exposeString('extension', { description: 'File name extension, without a dot.' }),
    contentType: t.exposeString('contentType', { description: 'Media type, such as `video/mp4`.' }),
    hasAlpha: t.exposeBoolean('hasAlpha', {
      description: 'Whether the parts that do not move are transparent.',
    }),
    bitDepths: t.intList({
      complexity: listCost(2),
      description: 'Supported bits per channel, the default first.',
      resolve: ({ bitDepths }) => [...bitDepths],
    }),
    maxPixels: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Most pixels of a frame. Null: no format-specific limit.',
      resolve: ({ mostPixels }) => mostPixels,
    }),
    maxFrames: t.int({
      nullable: true,
      description: 'Most frames of a file. Null: no limit.',
      resolve: ({ mostFrames }) => mostFrames,
    }),
    maxFps: t.float({
      nullable: true,
      description: 'Most frames per second. Null: no limit.',
      resolve: ({ mostFps }) => mostFps,
    }),
  }),
});

const ElementInfo = builder.objectRef<ElementScript>('ElementInfo').implement({
  description:
    'The script of `<driftscape-video>`, which shows videos on web pages: a module without dependencies, for a ' +
    '`<script type="module">`. Anyone can fetch it without a key, and pages of all sites may use it.',
  fields: (t) => ({
    url: t.string({
      description:
        'URL of exactly this script, which never changes: browsers keep it for a year. After an upgrade of the ' +
        'server it redirects to the newer one.',
      resolve: ({ fileName }, _args, { baseUrl }) => urlOf(baseUrl, `${elementPath}${fileName}`),
    }),
    latestUrl: t.string({
      description:
        'Short URL of the script of the current version; browsers look for a newer one every hour.',
      resolve: (_script, _args, { baseUrl }) => urlOf(baseUrl, `${elementPath}${elementFileName}`),
    }),
    integrity: t.exposeString('integrity', {
      description:
        'Digest for the attribute `integrity` of the `<script>`: the browser then runs only this script, and none ' +
        'after an upgrade until the page has the new digest.',
    }),
    sizeBytes: t.int({ description: 'Its size uncompressed.', resolve: ({ text }) => text.length }),
  }),
});

const ServerInfo = builder.objectRef<ServerFacts>('ServerInfo').implement({
  description: 'Facts about the server and its state.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'Version of Driftscape.' }),
    device: t.string({
      description:
        'Device that runs the networks: `cpu`, `cuda` or `webgpu`; `none` if separate workers do the ' +
        'rendering.',
      resolve: async ({ rendering }) => (await rendering()).device,
    }),
    renderer: t.string({
      description:
        'What renders the frames: `native` or `wasm` on the CPU, `onnx` on a GPU; `none` if separate ' +
        'workers do the rendering.',
      resolve: async ({ rendering }) => (await rendering()).renderer,
    }),
    encoder: t.string({
      description:
        'Encoder of the videos: `x264` on the CPU, `nvenc` or `nvenc-hevc` on an NVIDIA GPU; `none` if ' +
        'separate workers do the rendering.',
      resolve: async ({ rendering }) => (await rendering()).encoder,
    }),
    bundle: t.string({
      description: 'The model bundle in use, as `name@version`.',
      resolve: ({ bundle }) => bundle.id,
    }),
    queue: t.field({
      type: QueueInfo,
      description: 'The current load.',
      resolve: async (_facts, _args, { prisma }) => {
        const [queued, running] = await Promise.all([
          prisma.animation.count({ where: { status: 'QUEUED' } }),
          prisma.animation.count({ where: { status: 'RUNNING' } }),
        ]);
        return { queued, running };
      },
    }),
    limits: t.expose('limits', { type: ServerLimits, description: 'Its limits.' }),
    element: t.field({
      type: ElementInfo,
      description: 'The script of `<driftscape-video>`.',
      resolve: () => elementScript(),
    }),
    formats: t.field({
      type: [OutputFormatInfo],
      complexity: listCost(videoFormatNames.length + posterFormatNames.length),
      description: 'File formats that it supports.',
      resolve: async () => (await availableFormats()).map((name) => formats[name]),
    }),
  }),
});

builder.queryFields((t) => ({
  serverInfo: t.field({
    type: ServerInfo,
    description: 'Facts about the server and its state.',
    resolve: (_root, _args, { facts }) => facts,
  }),
  modelBundles: t.field({
    type: [ModelBundle],
    complexity: listCost(1),
    description: 'The available model bundles: the one in use.',
    resolve: (_root, _args, { facts }) => [facts.bundle],
  }),
}));
