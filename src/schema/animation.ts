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
  description: 'Where an animation is in its life.',
  values: {
    [statuses.QUEUED]: { description: 'Waits for its turn.' },
    [statuses.RUNNING]: { description: 'Is being rendered.' },
    [statuses.SUCCEEDED]: { description: 'Has ended; its video and poster are there.' },
    [statuses.FAILED]: { description: 'Has ended without a video; `failure` says why.' },
    [statuses.CANCELED]: { description: 'Has ended because it was canceled.' },
  } as const,
});

export const AnimationPriority = builder.enumType('AnimationPriority', {
  description:
    'How soon an animation wants its turn. All of a higher priority go before those of a lower one.',
  values: {
    LOW: { value: priorities.LOW, description: 'When nothing else waits.' },
    NORMAL: { value: priorities.NORMAL, description: 'The default.' },
    HIGH: { value: priorities.HIGH, description: 'Before all others. For keys of scope admin.' },
  } as const,
});

export const AnimationStage = builder.enumType('AnimationStage', {
  description: 'What is being done to a running animation, in this order; stages may be skipped.',
  values: {
    [stages.DECODING]: { description: 'The photo is decoded.' },
    [stages.PREDICTING_MOTION]: { description: 'The flow is predicted.' },
    [stages.PREDICTING_APPEARANCE]: { description: 'The changes of light and colour are predicted.' },
    [stages.RENDERING]: { description: 'Frames are rendered and encoded.' },
    [stages.FINISHING]: { description: 'Video and poster are completed and stored.' },
  } as const,
});

export const AnimationFailure = builder.objectRef<Failure>('AnimationFailure').implement({
  description: 'Why an animation failed.',
  fields: (t) => ({
    code: t.expose('code', { type: FailureCode, description: 'The kind of failure, for programs.' }),
    message: t.exposeString('message', { description: 'For people: what happened and what to do.' }),
    isRetryable: t.exposeBoolean('isRetryable', {
      description: 'Whether the same animation may succeed when it is created again, unchanged.',
    }),
  }),
});

export const AnimationStall = builder.objectRef<Stall>('AnimationStall').implement({
  description:
    'A stalled animation: its rendering process has died, was stopped, or cannot reach the database.',
  fields: (t) => ({
    since: t.expose('since', {
      type: 'DateTime',
      description: 'Time of the last heartbeat of that process.',
    }),
    takeoverAt: t.expose('takeoverAt', {
      type: 'DateTime',
      description:
        'The time from which another idle process takes the animation, unless the first one recovers.',
    }),
  }),
});

interface VideoFile {
  output: Output;
  report: Report;
}

const Video = builder.objectRef<VideoFile>('Video').implement({
  description:
    'The finished video that plays most widely: H.264 (HEVC from a server set to `nvenc-hevc`) in MP4, optimised for playing while it loads, unless only other formats were requested.',
  fields: (t) => ({
    url: t.string({
      description: 'Where it can be fetched, also in ranges.',
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
    'The first frame as a picture to show until the video plays: a JPEG, unless only other formats were requested.',
  fields: (t) => ({
    url: t.string({
      description: 'Where it can be fetched.',
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

const lightNote = `\`${asTaken}\` for the photo's own, or the name of the preset that is held; null where the light changes`;

export const Animation = builder.prismaNode('Animation', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, projectId }),
  nullable: true,
  description: 'A video made from a photo: the job and its result in one.',
  authScopes: ({ id }) => ({ $any: { read: true, animation: id } }),
  fields: (t) => ({
    status: t.expose('status', { type: AnimationStatus, description: 'Where it is in its life.' }),
    stage: t.expose('stage', {
      type: AnimationStage,
      nullable: true,
      description: 'What is being done to it. Null unless it is running.',
    }),
    progress: t.float({
      nullable: true,
      description: 'Part of the frames that are rendered, 0…1. Null while queued.',
      resolve: (row) => (row.status === statuses.QUEUED ? null : row.framesDone / row.framesTotal),
    }),
    framesDone: t.exposeInt('framesDone', { description: 'Frames rendered so far.' }),
    framesTotal: t.exposeInt('framesTotal', { description: 'Frames to render.' }),
    stall: t.field({
      type: AnimationStall,
      nullable: true,
      description: 'Set if the rendering process has been silent for 30 seconds. Null unless it is running.',
      resolve: ({ id, status }, _args, context) =>
        status === statuses.RUNNING ? context.animations.stallOf(id) : null,
    }),
    queuePosition: t.int({
      nullable: true,
      description: 'Its place in the queue, 1 is next. Null unless queued.',
      resolve: async ({ id, status }, _args, context) => {
        if (status !== statuses.QUEUED) return null;
        // It may have left the queue since its status was read: it was next then.
        return (await context.animations.queuePosition(id)) ?? 1;
      },
    }),
    priority: t.field({
      type: AnimationPriority,
      description: 'How soon it wanted its turn.',
      resolve: ({ priority }) => priority as (typeof priorities)[keyof typeof priorities],
    }),
    estimatedStartAt: t.field({
      type: 'DateTime',
      nullable: true,
      complexity: 5,
      description:
        'When its rendering is likely to begin, from what is ahead of it and how long the last 20 renderings took. Null ' +
        'unless queued, and when there is nothing to go by: none was rendered yet, or none is being rendered now.',
      resolve: ({ id, status }, _args, context) =>
        status === statuses.QUEUED ? context.animations.estimatedStartAt(id) : null,
    }),
    settings: t.field({
      type: AnimationSettings,
      description: 'The requested settings with all defaults.',
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
      description: 'The first frame as a picture. Null until it has succeeded.',
      select: inOrder,
      resolve: ({ outputs, report }) => videoFile(mainPoster(outputs), report),
    }),
    outputs: t.field({
      type: [OutputType],
      complexity: listCost(limits.outputs.most),
      description:
        'Its files, in the order of `settings.outputs`; `video` and `poster` are the first that play everywhere. Empty until it has succeeded.',
      select: inOrder,
      resolve: ({ outputs }) => outputs,
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since when everybody may fetch its outputs and its manifest without a key. Null unless it is published.',
    }),
    manifestUrl: t.string({
      description:
        'Where its manifest can be fetched as JSON: what a page needs to show it, also while it is in the making.',
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
        'How often its rendering began: more than once when a fault or a shutdown broke it off. 0 while it waits for the first.',
    }),
    lastFault: t.field({
      type: AnimationFailure,
      nullable: true,
      description: 'The fault that ended its last attempt, while it is being retried. Otherwise null.',
      resolve: (row) => (row.finishedAt === null && row.failureCode ? failureOf(row) : null),
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it is tried again, at the earliest. Null unless it waits for that: it keeps its place in the queue, but ' +
        'those behind it may go first.',
    }),
    retryOf: t.relation('retryOf', {
      nullable: true,
      description:
        'The animation that it repeats, made by `retryAnimation`. Null for others, and once that is deleted.',
    }),
    report: t.field({
      type: RenderReport,
      nullable: true,
      description: 'How the rendering went. Null until it has succeeded.',
      resolve: ({ report }) => report as unknown as Report | null,
    }),
    light: t.string({
      nullable: true,
      description: `The one light of the video: ${lightNote}.`,
      resolve: ({ settings }) => lightNameOf(settings as unknown as Settings),
    }),
    isReused: t.exposeBoolean('isReused', {
      description:
        'Whether its video was not rendered for it, but found: the same photo, settings and bundle had given it before.',
    }),
    image: t.relation('image', { description: 'The photo it is made from.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its rendering last began.',
    }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

const AnimationCompanion = builder.objectRef<Row>('AnimationCompanion').implement({
  description: 'An animation that moves as another does, in another light.',
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
      'Animations of the same photo that move alike, frame by frame, in another light: their settings differ in `appearance` ' +
      `alone. Of each light the newest that has not failed, ${mostCompanions} at most.`,
    resolve: (row, _args, { animations }) => animations.companionsOf(row),
  }),
);

export const AnimationConnection = builder.connectionObject(
  { type: Animation, name: 'AnimationConnection', description: 'A page of animations.' },
  { name: 'AnimationEdge', description: 'An animation in a list.' },
);
