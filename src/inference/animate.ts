import type { Photo } from '../photo/photo.ts';
import { predictColours } from './appearance.ts';
import type { Bundle } from './bundle.ts';
import { networkSize } from './bundle-schema.ts';
import type { EngineEvent, QualityReport, RenderReport, RenderRequest, Stage } from './engine/messages.ts';
import { enlargeTwice } from './enlarge.ts';
import { FramePlanner } from './frame-planner.ts';
import { type Motion, predictMotion } from './motion.ts';
import { chooseRenderer, openRenderer } from './open-renderer.ts';
import { OutputFiles, rethrowStorage } from './output-files.ts';
import { peakRssBytes } from './peak-memory.ts';
import { loadPhotos } from './photos.ts';
import { PreviewStream } from './preview-stream.ts';
import { maxAbsDifference, QualityMeter } from './quality.ts';
import { renderAhead } from './render-ahead.ts';
import type { KernelChoice } from './renderer/kernel.ts';
import { maxDoubledWidthPixels, type Renderer, type RendererSetup } from './renderer/renderer.ts';
import { yuv420Bytes } from './renderer/yuv.ts';
import { type AnimationSettings, countFrames } from './settings.ts';
import { StageClock } from './stage-clock.ts';

type WithoutJob<T> = T extends unknown ? Omit<T, 'jobId'> : never;
/** What an animation tells while it is made. */
export type AnimationEvent = WithoutJob<Extract<EngineEvent, { type: 'stage' | 'progress' | 'preview' }>>;

export interface AnimateOptions {
  onEvent?: (event: AnimationEvent) => void;
  /** Of the renderer on the CPU; default `auto`, the fastest. */
  kernel?: KernelChoice;
  /** Stops between two frames. */
  signal?: AbortSignal;
}

/**
 * Makes one video of one photo: decodes it, predicts motion and colours, renders frame after frame into the encoder.
 * A few frames are in memory at any time, however many there are. Files appear under their names when they are
 * complete; whatever goes wrong, nothing else is left.
 * @throws UserError of the photo, the settings, the disk or the encoder; the reason of `signal` when it aborts
 */
export async function animate(
  bundle: Bundle,
  request: RenderRequest,
  { onEvent = () => {}, kernel, signal }: AnimateOptions = {},
): Promise<RenderReport> {
  const { settings } = request;
  const clock = new StageClock();
  const enter = (stage: Stage) => {
    signal?.throwIfAborted();
    onEvent({ type: 'stage', stage });
  };

  enter('decoding');
  const photos = await clock.measure('decode', () => loadPhotos(request.photoPath, settings.widthPixels));
  const photo = photos.output;
  const previews = new PreviewStream(photo, (preview) => onEvent({ type: 'preview', ...preview }));
  if (settings.loop !== 'crossfade') previews.offerPhoto(photo);

  enter('predicting-motion');
  const motion = await clock.measure('motion', () => predictMotion(bundle, photos, settings, signal));
  if (settings.appearance !== 'none') enter('predicting-appearance');
  const colours = await clock.measure('appearance', () => predictColours(bundle, photos, settings));

  enter('rendering');
  const { loop, trajectories, localMean, meanSpeedPixels } = motion;
  const planner = new FramePlanner({
    loop,
    trajectories,
    localMean,
    side: networkSize,
    output: { width: photo.width, height: photo.height },
    colours,
  });
  const files = await OutputFiles.open(request, photo).catch(rethrowStorage);
  try {
    const renderer = await openRenderer(bundle.device, layOutScene(bundle, photo, motion), kernel);
    const figures = await renderFrames({
      planner,
      renderer,
      files,
      photo,
      previews,
      clock,
      settings,
      onEvent,
      signal,
    }).finally(() => renderer.close());
    enter('finishing');
    await previews.finish();
    signal?.throwIfAborted();
    const sizes = await clock.measure('encode', () => files.finish());
    return {
      width: photo.width,
      height: photo.height,
      frames: countFrames(settings),
      fps: settings.fps,
      device: bundle.device,
      renderer: await chooseRenderer(bundle.device, kernel),
      bundle: bundle.id,
      seconds: clock.report(),
      peakRssBytes: await peakRssBytes(),
      quality: { ...figures, meanSpeedPixels },
      ...sizes,
    };
  } catch (error) {
    await files.discard();
    return rethrowStorage(error);
  }
}

/** What a renderer works on: the pictures at full size. It takes them over, so nobody else need hold them. */
function layOutScene(bundle: Bundle, photo: Photo, { mask, background }: Motion): RendererSetup {
  const grid = { width: networkSize, height: networkSize };
  return {
    photo,
    mask,
    background: photo.width > maxDoubledWidthPixels ? background : enlargeTwice(background),
    motionGrid: grid,
    colourGrid: grid,
    colourTransfer: bundle.description.colourTransfer,
  };
}

interface Rendering extends AnimateOptions {
  planner: FramePlanner;
  renderer: Renderer;
  files: OutputFiles;
  photo: Photo;
  previews: PreviewStream;
  clock: StageClock;
  settings: AnimationSettings;
}

/** Renders the poster and every frame into the files. */
async function renderFrames(rendering: Rendering): Promise<Omit<QualityReport, 'meanSpeedPixels'>> {
  const { planner, renderer, files, photo, previews, clock, settings, onEvent, signal } = rendering;
  const rgba = new Uint8Array(photo.rgba.length);
  await renderer.renderRgba(planner.planFrame(0), rgba);
  const firstFrameMaxAbsError = maxAbsDifference(rgba, photo.rgba);
  await files.writePoster(rgba, photo);

  const photoYuv = new Uint8Array(yuv420Bytes(photo.width, photo.height));
  await renderer.renderYuv(planner.planPhoto(), photoYuv);
  const quality = new QualityMeter(photo.width, photo.height, photoYuv);
  const frames = countFrames(settings);
  const measure = (render: () => Promise<void>) => clock.measure('render', render);
  let frame = 0;
  for await (const yuv of renderAhead({ planner, renderer, size: photo, frames, measure })) {
    signal?.throwIfAborted();
    frame++;
    // The encoder copies the frame and works on it while others are rendered.
    await clock.measure('encode', () => files.addFrame(yuv));
    quality.addFrame(yuv);
    previews.offerFrame(frame, yuv);
    onEvent?.({ type: 'progress', frame, frames });
  }
  return { firstFrameMaxAbsError, ...quality.report() };
}
