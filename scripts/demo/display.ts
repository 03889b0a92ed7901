import type { AnimationEvent } from '@driftscape/client';
import { SingleBar } from 'cli-progress';

/** Shows the progress of an animation: a progress bar in a terminal, plain lines elsewhere. */
export class Display {
  /** Number of previews received during rendering. */
  previews = 0;
  /** Seconds from the start to the first preview. */
  firstPreviewSeconds: number | undefined;
  readonly #started = performance.now();
  readonly #stream: NodeJS.WriteStream;
  readonly #bar: SingleBar | undefined;
  #tenths = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    if (!stream.isTTY) return;
    const format = 'rendering {bar} {value}/{total} frames · {previews} previews · {eta_formatted} left';
    this.#bar = new SingleBar({
      stream,
      format,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
    });
  }

  line(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  show(event: AnimationEvent): void {
    if (event.__typename === 'AnimationStageChanged') this.#showStage(event.stage);
    if (event.__typename === 'AnimationFrameRendered') this.#showFrames(event);
    if (event.__typename === 'AnimationEnded') this.end();
  }

  /** Removes the bar. Safe to call repeatedly. */
  end(): void {
    if (this.#bar?.isActive) this.#bar.stop();
  }

  #showStage(stage: string | null): void {
    if (stage === null) return;
    if (stage === 'FINISHING') this.end();
    // The first preview may arrive before its stage is announced; the bar shows it anyway.
    if (this.#bar?.isActive) return;
    this.line(stage.toLowerCase().replaceAll('_', ' '));
  }

  #showFrames({
    framesDone,
    framesTotal,
    preview,
  }: Extract<AnimationEvent, { framesDone: number; preview: unknown }>): void {
    if (preview !== null) this.#countPreview(preview);
    if (this.#bar) {
      if (!this.#bar.isActive) this.#bar.start(framesTotal, 0, { previews: this.previews });
      this.#bar.update(framesDone, { previews: this.previews });
      return;
    }
    const tenths = Math.floor((10 * framesDone) / framesTotal);
    if (tenths > this.#tenths) this.line(`  ${framesDone}/${framesTotal} frames, ${this.previews} previews`);
    this.#tenths = Math.max(tenths, this.#tenths);
  }

  #countPreview({
    dataUri,
    widthPixels,
    heightPixels,
  }: {
    dataUri: string;
    widthPixels: number;
    heightPixels: number;
  }): void {
    this.previews++;
    if (this.firstPreviewSeconds !== undefined) return;
    this.firstPreviewSeconds = (performance.now() - this.#started) / 1000;
    if (this.#bar) return;
    const kilobytes = ((dataUri.length * 3) / 4 / 1000).toFixed(1);
    this.line(
      `  first preview after ${this.firstPreviewSeconds.toFixed(1)} s: ${widthPixels} × ${heightPixels}, ${kilobytes} kB`,
    );
  }
}
