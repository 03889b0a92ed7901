import type { Failure } from '../animations/events/events.ts';
import { mostCompanions } from '../animations/outputs/companions.ts';
import { priorities } from '../animations/queue/order.ts';
import type { Stall } from '../animations/queue/stalls.ts';
import {
  type Output,
  type Animation as Row,
  AnimationStage as stages,
  AnimationStatus as statuses,
} from '../generated/prisma/client.ts';
import type { RenderReport as Report } from '../inference/job.ts';
import { asTaken } from '../inference/look.ts';
import { lightNameOf, type AnimationSettings as Settings } from '../inference/settings.ts';
import { limits } from '../limits.ts';
import { mainPoster, mainVideo } from '../outputs/main-outputs.ts';
import { nameMasks } from '../resolvers/masks.ts';
import { AnimationSettings } from './animation-settings.ts';
import { builder } from './builder.ts';
import { listCost } from './connections.ts';
import { FailureCode } from './errors.ts';
import { Output as OutputType } from './outputs/output.ts';
import { RenderReport } from './render-report.ts';

export const AnimationStatus = builder.enumType('AnimationStatus', {
  description: 'Status of an animation.',
  values: {
    [statuses.QUEUED]: { description: 'Waits in the queue.' },
    [statuses.RUNNING]: { description: 'Being rendered.' },
    [statuses.SUCCEEDED]: { description: 'Ended; its video and poster are available.' },
    [statuses.FAILED]: { description: 'Ended without a video; `failure` has the reason.' },
    [statuses.CANCELED]: { description: 'Ended because it was canceled.' },
  } as const,
});

export const AnimationPriority = builder.enumType('AnimationPriority', {
  description:
    'Priority in the queue. Animations with priority HIGH start before all others, those with NORMAL before those ' +
    'with LOW.',
  values: {
    LOW: { value: priorities.LOW, description: 'Only when no other animation waits.' },
    NORMAL: { value: priorities.NORMAL, description: 'The default.' },
    HIGH: { value: priorities.HIGH, description: 'Before all others. Requires a key with scope admin.' },
  } as const,
});

export const AnimationStage = builder.enumType('AnimationStage', {
  description:
    'Stages of a rendering: DECODING, then PREDICTING_MOTION, PREDICTING_APPEARANCE, RENDERING and FINISHING. Some ' +
    'may be skipped.',
  values: {
    [stages.DECODING]: { description: 'Decoding the photo.' },
    [stages.PREDICTING_MOTION]: { description: 'Predicting the flow.' },
    [stages.PREDICTING_APPEARANCE]: { description: 'Predicting the changes of light and colour.' },
    [stages.RENDERING]: { description: 'Rendering and encoding frames.' },
    [stages.FINISHING]: { description: 'Completing and storing video and poster.' },
  } as const,
});

export const AnimationFailure = builder.objectRef<Failure>('AnimationFailure').implement({
  description: 'Why an animation failed.',
  fields: (t) => ({
    code: t.expose('code', { type: FailureCode, description: 'Kind of failure, for programs.' }),
    message: t.exposeString('message', { description: 'What happened and what to do, for people.' }),
    isRetryable: t.exposeBoolean('isRetryable', {
      description: 'Whether the animation may succeed if it is created again, unchanged.',
    }),
  }),
});

export const AnimationStall = builder.objectRef<Stall>('AnimationStall').implement({
  description: 'A stalled rendering: its process has died, was stopped, or cannot reach the database.',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'Last sign of life of that process.' }),
    takeoverAt: t.expose('takeoverAt', {
      type: 'DateTime',
      description:
        'When another process may take over and start the rendering again, unless the first one shows a sign of ' +
        'life before. It starts at once if a process is free.',
    }),
  }),
});

interface VideoFile {
  output: Output;
  report: Report;
}

const Video = builder.objectRef<VideoFile>('Video').implement({
  description:
    'The most widely supported of the finished videos: H.264 (HEVC if the server uses `nvenc-hevc`) in MP4 ' +
    'that plays while it loads, unless only other formats were requested.',
  fields: (t) => ({
    url: t.string({
      description: 'URL of the file; supports range requests.',
      resolve: ({ output }, _args, { fileUrl }) => fileUrl(output.storageKey),
    }),
    widthPixels: t.int({ description: 'Width.', resolve: ({ output }) => output.widthPixels }),
    heightPixels: t.int({ description: 'Height.', resolve: ({ output }) => output.heightPixels }),
    sizeBytes: t.field({
      type: 'SafeInt',
      description: 'Size of the file.',
      resolve: ({ output }) => output.sizeBytes,
    }),
    frames: t.int({ description: 'Number of frames.', resolve: ({ report }) => report.frames }),
    fps: t.float({ description: 'Frames per second.', resolve: ({ report }) => report.fps }),
    durationSeconds: t.float({
      description: 'Length of one loop.',
      resolve: ({ report }) => report.frames / report.fps,
    }),
  }),
});

const Poster = builder.objectRef<VideoFile>('Poster').implement({
  description:
    'The first frame as a picture, to show until the video plays. A JPEG, unless only other formats were ' +
    'requested.',
  fields: (t) => ({
    url: t.string({
      description: 'URL of the file.',
      resolve: ({ output }, _args, { fileUrl }) => fileUrl(output.storageKey),
    }),
    widthPixels: t.int({ description: 'Width.', resolve: ({ output }) => output.widthPixels }),
    heightPixels: t.int({ description: 'Height.', resolve: ({ output }) => output.heightPixels }),
    sizeBytes: t.field({
      type: 'SafeInt',
      description: 'Size of the file.',
      resolve: ({ output }) => output.sizeBytes,
    }),
  }),
});

/** A file of an animation together with the report that describes it; null until both are there. */
function videoFile(output: Output | undefined, report: unknown): VideoFile | null {
  return output && report ? { output, report: report as Report } : null;
}

function failureOf({ failureCode, failureMessage, failureIsRetryable }: Row): Failure {
  return {
    code: (failureCode ?? 'INTERNAL') as Failure['code'],
    message: failureMessage ?? 'The animation failed for an unknown reason',
    isRetryable: failureIsRetryable ?? false,
  };
}

/** What files are shown from. */
const inOrder = { report: true, outputs: { orderBy: { position: 'asc' } } } as const;

const lightNote =
  `\`${asTaken}\` for the photo's own, or the name of the preset that is used throughout; null if the light ` +
  'changes';

export const Animation = builder.prismaNode('Animation', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, projectId }),
  nullable: true,
  description: 'A video made from a photo: the job and its result in one.',
  authScopes: ({ id }) => ({ $any: { read: true, animation: id } }),
  fields: (t) => ({
    status: t.expose('status', { type: AnimationStatus, description: 'Its status.' }),
    stage: t.expose('stage', {
      type: AnimationStage,
      nullable: true,
      description: 'Current stage of the rendering. Null unless it is running.',
    }),
    progress: t.float({
      nullable: true,
      description: 'Share of the frames that are rendered, 0…1. Null while queued.',
      resolve: (row) => (row.status === statuses.QUEUED ? null : row.framesDone / row.framesTotal),
    }),
    framesDone: t.exposeInt('framesDone', { description: 'Frames rendered so far.' }),
    framesTotal: t.exposeInt('framesTotal', { description: 'Frames to render.' }),
    stall: t.field({
      type: AnimationStall,
      nullable: true,
      description:
        'Set when the process that renders it has sent no sign of life for 30 seconds. Null unless it is ' +
        'running.',
      resolve: ({ id, status }, _args, context) =>
        status === statuses.RUNNING ? context.animations.stallOf(id) : null,
    }),
    queuePosition: t.int({
      nullable: true,
      description: 'Its position in the queue; 1 is next. Null unless queued.',
      resolve: async ({ id, status }, _args, context) => {
        if (status !== statuses.QUEUED) return null;
        // It may have left the queue since its status was read: it was next then.
        return (await context.animations.queuePosition(id)) ?? 1;
      },
    }),
    priority: t.field({
      type: AnimationPriority,
      description: 'Its priority in the queue.',
      resolve: ({ priority }) => priority as (typeof priorities)[keyof typeof priorities],
    }),
    estimatedStartAt: t.field({
      type: 'DateTime',
      nullable: true,
      complexity: 5,
      description:
        'Estimated start of its rendering, from the animations ahead of it and the durations of the last 20 ' +
        'renderings. Null unless queued, and while there is no basis for an estimate: nothing has been rendered ' +
        'yet, or nothing is being rendered now.',
      resolve: ({ id, status }, _args, context) =>
        status === statuses.QUEUED ? context.animations.estimatedStartAt(id) : null,
    }),
    settings: t.field({
      type: AnimationSettings,
      description: 'Its settings, with all defaults filled in.',
      select: { settings: true, pictures: { select: { image: { select: { id: true, sha256: true } } } } },
      resolve: ({ settings, pictures }) =>
        nameMasks(
          settings as unknown as Settings,
          pictures.map(({ image }) => image),
        ),
    }),
    video: t.field({
      type: Video,
      nullable: true,
      description: 'The finished video. Null until it has succeeded.',
      select: inOrder,
      resolve: ({ outputs, report }) => videoFile(mainVideo(outputs), report),
    }),
    poster: t.field({
      type: Poster,
      nullable: true,
      description:
        'The first frame as a picture, in the crop of `video`. Null until it has succeeded, and if none was made.',
      select: inOrder,
      resolve: ({ outputs, report }) => videoFile(mainPoster(outputs), report),
    }),
    outputs: t.field({
      type: [OutputType],
      complexity: listCost(limits.outputs.most),
      description:
        'Its files, in the order of `settings.outputs`, then the posters added for crops without one; `video` ' +
        'and `poster` are the most widely supported ones. Empty until it has succeeded.',
      select: inOrder,
      resolve: ({ outputs }) => outputs,
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was published: since then anyone can fetch its outputs and its manifest without a key. Null ' +
        'unless it is published.',
    }),
    manifestUrl: t.string({
      description:
        'URL of its manifest as JSON: everything a web page needs to show it. Available before the video is ' +
        'finished, too.',
      resolve: ({ id }, _args, { manifestUrl }) => manifestUrl(id),
    }),
    failure: t.field({
      type: AnimationFailure,
      nullable: true,
      description: 'Why it failed. Null unless it has.',
      resolve: (row) => (row.status === statuses.FAILED ? failureOf(row) : null),
    }),
    attempts: t.exposeInt('attempts', {
      description:
        'Number of times its rendering was started: more than 1 after a fault or a shutdown interrupted it. 0 ' +
        'until it first starts.',
    }),
    lastFault: t.field({
      type: AnimationFailure,
      nullable: true,
      description:
        'What interrupted its last rendering, while it waits for or runs another attempt. Null otherwise.',
      resolve: (row) => (row.finishedAt === null && row.failureCode ? failureOf(row) : null),
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Earliest time of the next attempt. Null unless it waits for a retry. It keeps its place in the queue, ' +
        'but animations after it may start first.',
    }),
    retryOf: t.relation('retryOf', {
      nullable: true,
      description:
        'The animation that it retries, if `retryAnimation` created it. Null otherwise, and after that ' +
        'animation is deleted.',
    }),
    report: t.field({
      type: RenderReport,
      nullable: true,
      description: 'Report on the rendering. Null until it has succeeded.',
      resolve: ({ report }) => report as unknown as Report | null,
    }),
    light: t.string({
      nullable: true,
      description: `The light of the whole video: ${lightNote}.`,
      resolve: ({ settings }) => lightNameOf(settings as unknown as Settings),
    }),
    isReused: t.exposeBoolean('isReused', {
      description:
        'Whether its video was reused instead of rendered: an earlier animation had the same photo, settings ' +
        'and bundle.',
    }),
    image: t.relation('image', { description: 'The photo it is made from.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its last rendering started.',
    }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

const AnimationCompanion = builder.objectRef<Row>('AnimationCompanion').implement({
  description: 'An animation with the same motion as another, in another light.',
  fields: (t) => ({
    light: t.string({
      nullable: true,
      description: `Its light: ${lightNote}.`,
      resolve: ({ settings }) => lightNameOf(settings as unknown as Settings),
    }),
    animation: t.field({ type: Animation, description: 'The animation.', resolve: (row) => row }),
  }),
});

builder.objectField(Animation, 'companions', (t) =>
  t.field({
    type: [AnimationCompanion],
    complexity: listCost(mostCompanions),
    description:
      'Animations of the same photo with the same motion, frame by frame, in another light: their settings ' +
      `differ only in \`appearance\`. The newest one of each light that has not failed, ${mostCompanions} at ` +
      'most.',
    resolve: (row, _args, { animations }) => animations.companionsOf(row),
  }),
);

export const AnimationConnection = builder.connectionObject(
  { type: Animation, name: 'AnimationConnection', description: 'A page of animations.' },
  { name: 'AnimationEdge', description: 'An animation in a list.' },
);
