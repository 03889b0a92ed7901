import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { placeholderOf } from '../outputs/draw-placeholder.ts';
import type { Placeholder } from '../outputs/placeholder.ts';
import { type OutputPlan, planOutputs } from '../outputs/plan.ts';
import type { RequestedOutput } from '../outputs/spec.ts';
import { openPhoto } from '../photo/open.ts';
import type { Photo } from '../photo/photo.ts';
import { type EncoderName, runsOnGpu } from '../video/encoders.ts';
import { predictColours } from './appearance/appearance.ts';
import type { Colours } from './appearance/colours.ts';
import type { Bundle } from './bundle/bundle.ts';
import { networkSize } from './bundle/schema.ts';
import { FramePlanner } from './frames/frame-planner.ts';
import { renderAhead } from './frames/render-ahead.ts';
import type {
  QualityReport,
  QualityWarning,
  RenderEvent,
  RenderReport,
  RenderRequest,
  Stage,
  VideoFigures,
} from './job.ts';
import { loops } from './loop.ts';
import type { Memory } from './memory.ts';
import { draftSide, type FoundByFlow, type Motion, predictMotion } from './motion/motion.ts';
import { CameraMove } from './output/camera.ts';
import { findCrops } from './output/crop-focus.ts';
import { type JudgedVideo, pickJudged } from './output/judged-video.ts';
import { onlyForward } from './output/only-forward.ts';
import { OutputFiles, type OutputFilesSetup, rethrowStorage } from './output/output-files.ts';
import { layViews } from './output/output-view.ts';
import { peakRssBytes } from './output/peak-memory.ts';
import { PreviewStream } from './output/preview-stream.ts';
import { checkVideo } from './output/quality/check.ts';
import { maxAbsDifference, QualityMeter } from './output/quality/meter.ts';
import { warningsOf } from './output/quality/warnings.ts';
import { StageClock } from './output/stage-clock.ts';
import { loadPhotos, type Photos } from './photos.ts';
import type { Predictions } from './predictions.ts';
import type { KernelChoice } from './renderer/cpu/kernel.ts';
import { chooseRenderer, openRenderer } from './renderer/open-renderer.ts';
import type { Renderer, RendererSetup } from './renderer/renderer.ts';
import { yuv420Bytes } from './renderer/yuv.ts';
import { countFrames, isLightSteady, startsWithPhoto } from './settings.ts';
import { startSteps, stepsHere } from './threads/steps.ts';

export interface AnimateOptions {
  onEvent?: (event: RenderEvent) => void;
  /** Kernel of the CPU renderer; default `auto`, the fastest. */
  kernel?: KernelChoice;
  /** Of the video; default `x264`. */
  encoder?: EncoderName;
  /** Opens the encoder of each video; default: FFmpeg's. */
  openVideo?: OutputFilesSetup['openVideo'];
  /** Receives failures of a GPU while encoding or rendering. */
  log?: (line: string) => void;
  /** Cached predictions for this photo and bundle; without them the networks run. */
  predictions?: Predictions;
  /** Stops between two frames. */
  signal?: AbortSignal;
  /** The photo, if already loaded. */
  photos?: Photos;
  /** Cache shared with other drafts of the same photo and bundle, and with its scene. */
  memory?: Memory;
  found?: FoundByFlow;
  /**
   * Makes only the video, at half the motion resolution: no poster, no previews, and no quality check. Its drive is
   * steady.
   */
  isDraft?: boolean;
}

/**
 * Makes one video of one photo: decodes it, predicts motion and colours, and renders frame after frame into the
 * encoder. Only a few frames are in memory at a time. Files get their final names when complete; after an error nothing
 * else is left. If a GPU encoder fails, x264 encodes the video again from the start.
 * @throws UserError for the photo, the settings, the disk or the encoder; the reason of `signal` when it aborts
 */
export async function animate(
  bundle: Bundle,
  request: RenderRequest,
  options: AnimateOptions = {},
): Promise<RenderReport> {
  const { encoder = 'x264', log = () => {}, signal } = options;
  const onEvent = onlyForward(options.onEvent);
  try {
    return await animateOnce(bundle, request, { ...options, onEvent, encoder });
  } catch (error) {
    // Rejections by x264 are permanent; only a GPU failure is worth a second attempt.
    const hasGpuFailed = error instanceof UserError && error.code === 'ENCODER_FAILED' && error.isRetryable;
    if (!runsOnGpu(encoder) || !hasGpuFailed || signal?.aborted) throw error;
    log(`x264 makes the video from its beginning: ${error.message}`);
    return animateOnce(bundle, request, { ...options, onEvent, encoder: 'x264' });
  }
}

async function animateOnce(
  bundle: Bundle,
  request: RenderRequest,
  options: AnimateOptions & Pick<Job, 'onEvent' | 'encoder'>,
): Promise<RenderReport> {
  const { onEvent, kernel, signal } = options;
  const { settings } = request;
  const clock = new StageClock();
  const enter = (stage: Stage) => {
    signal?.throwIfAborted();
    onEvent({ type: 'stage', stage });
  };
  const job: Job = { ...options, bundle, request, clock, enter };
  const scene = await openScene(job);
  const { files, previews, size } = scene;
  try {
    const figures = await renderFrames(scene, job).finally(() => scene.renderer.close());
    enter('finishing');
    await previews.finish();
    signal?.throwIfAborted();
    const working = atMostOnceASecond(() => onEvent({ type: 'working' }));
    const outputs = await clock.measure('encode', () => files.finish({ onFrame: working, signal }));
    const { judged } = scene;
    const video = judged && (await clock.measure('check', () => checkFinished(judged, job)));
    return {
      ...size,
      frames: countFrames(settings),
      fps: settings.fps,
      device: bundle.device,
      renderer: await chooseRenderer(bundle.device, { kernel }),
      encoder: files.encoder,
      bundle: bundle.id,
      seconds: clock.report(),
      peakRssBytes: await peakRssBytes(),
      quality: { ...figures, ...video },
      warnings: [
        ...scene.warnings,
        ...(video ? warningsOf(video, countFrames(settings) / settings.fps) : []),
      ],
      outputs,
      placeholder: scene.placeholder,
    };
  } catch (error) {
    await previews.close();
    await files.discard();
    return rethrowStorage(error);
  }
}

function atMostOnceASecond(tell: () => void): () => void {
  let nextMs = 0;
  return () => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + 1000;
    tell();
  };
}

interface Job extends AnimateOptions {
  bundle: Bundle;
  request: RenderRequest;
  clock: StageClock;
  /** Reports the start of a stage, unless the job must stop. */
  enter: (stage: Stage) => void;
  onEvent: (event: RenderEvent) => void;
  encoder: EncoderName;
}

/** Everything needed to make frames, except the photo: the renderer has its own copy, and memory is scarce. */
interface Scene {
  size: { width: number; height: number };
  planner: FramePlanner;
  renderer: Renderer;
  files: OutputFiles;
  previews: PreviewStream;
  /** Areas for the quality check of the finished video, if there is one. */
  judged?: JudgedVideo;
  firstFrameMaxAbsError: number;
  placeholder?: Placeholder;
  meanSpeedPixels: number;
  /** Of what the settings name. */
  warnings: QualityWarning[];
}

/** Everything before the first frame, and the poster. */
async function openScene(job: Job): Promise<Scene> {
  const { bundle, request, clock, enter, onEvent, kernel, encoder, log } = job;
  const { settings } = request;
  enter('decoding');
  const { photos, plan } = await clock.measure('decode', () => loadPlanned(job));
  const photo = photos.output;
  const size = plan.render;
  const previews = openPreviews(size, onEvent);
  if (startsWithPhoto(settings) && !job.isDraft) previews.offerPhoto(photo);

  enter('predicting-motion');
  const motion = await clock.measure('motion', () => findMotion(job, photos));
  if (settings.appearance !== 'none') enter('predicting-appearance');
  const colours = await clock.measure('appearance', () =>
    predictColours(bundle, photos, settings, motion.shares),
  );

  enter('rendering');
  const { layers, meanSpeedPixels, warnings } = motion;
  const planner = new FramePlanner({ layers, output: size, frames: countFrames(settings), colours });
  const views = layViews(plan, findCrops(layers, photo));
  const judged = job.isDraft ? undefined : await pickJudged(views, size, layers);
  const moving = () => coverOf(layers, size);
  const setup = { request, frame: size, views, chosen: encoder, moving, openVideo: job.openVideo };
  const files = await OutputFiles.open(setup).catch(rethrowStorage);
  let renderer: Renderer | undefined;
  try {
    renderer = await openRenderer(bundle.device, layOutScene(photo, motion, colours), { kernel, log });
    const first = job.isDraft ? { maxAbsError: 0 } : await renderFirst(renderer, planner, files, photo);
    return {
      size,
      planner,
      renderer,
      files,
      previews,
      judged,
      firstFrameMaxAbsError: first.maxAbsError,
      placeholder: first.placeholder,
      meanSpeedPixels,
      warnings,
    };
  } catch (error) {
    await renderer?.close();
    await files.discard();
    return rethrowStorage(error);
  }
}

/** The motion of a photo. A video's is found on two threads; a draft's is too small for that. */
async function findMotion(job: Job, photos: Photos): Promise<Motion> {
  const { bundle, request, predictions, memory, found, isDraft, signal } = job;
  const steps = isDraft || availableParallelism() === 1 ? stepsHere : startSteps();
  try {
    return await predictMotion(bundle, photos, request.settings, {
      pictures: request.pictures,
      predictions,
      memory,
      found,
      side: isDraft ? draftSide : networkSize,
      steps,
      signal,
    });
  } finally {
    await steps.close();
  }
}

/** Apart from {@link openScene}: a callback made there would keep all of its variables in memory, the pictures among them. */
function openPreviews(size: { width: number; height: number }, onEvent: Job['onEvent']): PreviewStream {
  return new PreviewStream(size, (preview) => onEvent({ type: 'preview', ...preview }));
}

/** The photo at the frame size that the outputs need, and the window of each output. */
async function loadPlanned({
  photos,
  request: { photoPath, settings, outputs },
}: Job): Promise<{ photos: Photos; plan: OutputPlan<RequestedOutput> }> {
  if (photos) return { photos, plan: planOutputs(photos.output, photos.output.width, outputs) };
  const { widthPixels: width, heightPixels: height } = await openPhoto(photoPath);
  const plan = planOutputs({ width, height }, settings.widthPixels, outputs);
  return { photos: await loadPhotos(photoPath, plan.render.width), plan };
}

/** How much of each pixel moves, 0 … 255. */
function coverOf(layers: Motion['layers'], { width, height }: { width: number; height: number }): Uint8Array {
  const cover = new Uint8Array(width * height);
  for (const { mask } of layers)
    for (let i = 0; i < cover.length; i++) cover[i] = Math.min(255, cover[i] + mask[i]);
  return cover;
}

/** Input of a renderer: the pictures at full size. It takes ownership of them. */
function layOutScene(photo: Photo, { layers }: Motion, colours?: Colours): RendererSetup {
  const square = (side: number) => ({ width: side, height: side });
  return {
    photo,
    layers: layers.map(({ mask, background }) => ({ mask, background })),
    motionGrid: square(Math.sqrt(layers[0]?.area.length ?? networkSize ** 2)),
    colourGrid: square(colours?.side ?? 1),
    colourTransfer: colours?.form ?? 'tanh',
  };
}

/** Facts about frame 0. */
interface FirstFrame {
  /** Its largest difference from the photo, in levels of 255. */
  maxAbsError: number;
  placeholder?: Placeholder;
}

/** Renders frame 0 for the posters. */
async function renderFirst(
  renderer: Renderer,
  planner: FramePlanner,
  files: OutputFiles,
  photo: Photo,
): Promise<FirstFrame> {
  const rgba = new Uint8Array(photo.rgba.length);
  await renderer.renderRgba(planner.planFrame(0), rgba);
  await files.writePosters(rgba);
  const placeholder = await placeholderOf(rgba, photo.width, photo.height);
  return { maxAbsError: maxAbsDifference(rgba, photo.rgba), placeholder };
}

/** Of a draft. */
const unjudged = { seamRatio: 1, contrastKept: 1 };

/** Renders every frame into the video. */
async function renderFrames(
  scene: Scene,
  { request, clock, onEvent, signal, isDraft }: Job,
): Promise<QualityReport> {
  const { size, planner, renderer, files, previews, firstFrameMaxAbsError, meanSpeedPixels } = scene;
  const quality = isDraft ? undefined : new QualityMeter(size.width, size.height, await renderPhoto(scene));
  const frames = countFrames(request.settings);
  const measure = (render: () => Promise<void>) => clock.measure('render', render);
  const camera = request.settings.camera && new CameraMove(request.settings.camera, size, frames);
  let frame = 0;
  for await (const rendered of renderAhead({ planner, renderer, size, frames, measure })) {
    signal?.throwIfAborted();
    const yuv = camera?.see(rendered, frame) ?? rendered;
    frame++;
    // The encoder copies the frame and encodes it while others are rendered.
    await clock.measure('encode', () => files.addFrame(yuv));
    // Camera moves must not count as motion of the scene.
    quality?.addFrame(rendered);
    if (!isDraft) previews.offerFrame(frame, yuv);
    onEvent({ type: 'progress', frame, frames });
  }
  return { firstFrameMaxAbsError, ...(quality?.report() ?? unjudged), meanSpeedPixels };
}

/** Checks the finished video. An error here does not affect the video: it is logged, and the figures are missing. */
async function checkFinished(
  { output, areas }: JudgedVideo,
  { request: { settings, folder }, log = () => {}, signal }: Job,
): Promise<VideoFigures | undefined> {
  const { isLoop } = loops[settings.loop];
  try {
    return await checkVideo(join(folder, output.fileName), areas, {
      frames: countFrames(settings),
      isLoop,
      isLightSteady: isLightSteady(settings),
      hasCamera: settings.camera !== undefined,
      signal,
    });
  } catch (error) {
    if (!signal?.aborted) log(`The finished video could not be checked: ${(error as Error).message}`);
    return undefined;
  }
}

/** The photo as a frame. */
async function renderPhoto({ size, planner, renderer }: Scene): Promise<Uint8Array> {
  const yuv = new Uint8Array(yuv420Bytes(size.width, size.height));
  await renderer.renderYuv(planner.planPhoto(), yuv);
  return yuv;
}
