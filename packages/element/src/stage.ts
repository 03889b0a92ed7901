import type { Report } from './events.ts';
import { type Box, rankSources } from './files.ts';
import { Layer } from './layer.ts';
import { type Manifest, type MediaFile, pageVideo } from './manifest.ts';
import { savesData } from './presence.ts';

/** What is to be done with the video: it goes on, it stands where it is, or only the picture is shown. */
export type Motion = 'on' | 'held' | 'off';

/** Shows one manifest after the other; where one takes over from another, both go on alike while they cross-fade. */
export class Stage {
  readonly #host: HTMLElement;
  readonly #media: HTMLElement;
  readonly #slot: HTMLSlotElement;
  readonly #report: Report;
  readonly #onRefused: () => void;
  /** The page's own video, until a layer has it. */
  #page: HTMLVideoElement | null;
  #layers: Layer[] = [];
  #wanted: Manifest | undefined;
  #isUnfit = false;
  #motion: Motion = 'held';
  #isBusy = false;
  #isClosed = false;

  /** Shows the host's own `<video>` through `slot`, as it is, until there is more to show. */
  constructor(
    host: HTMLElement,
    media: HTMLElement,
    slot: HTMLSlotElement,
    report: Report,
    onRefused: () => void,
  ) {
    this.#host = host;
    this.#media = media;
    this.#slot = slot;
    this.#report = report;
    this.#onRefused = onRefused;
    this.#page = pageVideo(host);
    slot.className = 'shown';
    if (!this.#page) return;
    // Slots show children alone, and a snippet may have it deeper.
    if (this.#page.parentNode !== host) host.append(this.#page);
    this.#page.controls = false;
    // What began by itself goes on only where motion is welcome.
    this.#page.autoplay = false;
  }

  /** What is shown now. */
  get layer(): Layer | undefined {
    return this.#layers.at(-1);
  }

  /** Resolves when it is shown, or another was asked for since. */
  async show(manifest: Manifest): Promise<void> {
    this.#wanted = manifest;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (!this.#isClosed && (this.#isUnfit || this.layer?.manifest !== this.#wanted)) {
      this.#isUnfit = false;
      await this.#change(this.#wanted);
    }
    this.#isBusy = false;
  }

  move(motion: Motion): void {
    this.#motion = motion;
    if (motion !== 'on') this.#page?.pause();
    for (const layer of this.#layers) this.#apply(layer);
  }

  /** When the box grows or turns, what fits it better takes over, until `signal` aborts. */
  watchSize(signal: AbortSignal): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = this.#box().width;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (last !== this.#box().width) this.#fit();
        last = this.#box().width;
      }, 300);
    });
    observer.observe(this.#host);
    signal.addEventListener('abort', () => {
      observer.disconnect();
      clearTimeout(timer);
    });
  }

  /** Where that is another crop, or the one shown is far from sharp. */
  async #fit(): Promise<void> {
    const { layer } = this;
    if (!layer) return;
    const [best] = await rankSources(layer.manifest, this.#box(), savesData());
    const { videoWidth, videoHeight } = layer.video;
    if (!best?.width || !best.height || !videoWidth) return;
    const isOtherCrop = Math.abs(Math.log((best.width / best.height) * (videoHeight / videoWidth))) > 0.1;
    this.#isUnfit = isOtherCrop || best.width > videoWidth * 1.3;
    if (this.#isUnfit) await this.show(this.#wanted ?? layer.manifest);
  }

  close(): void {
    this.#isClosed = true;
    for (const layer of this.#layers) layer.release();
    this.#layers = [];
  }

  async #change(manifest: Manifest): Promise<void> {
    const before = this.layer;
    const box = this.#box();
    const sources: MediaFile[] = await rankSources(manifest, box, savesData());
    if (this.#isClosed) return;
    const page = this.#page ? { slot: this.#slot, video: this.#page } : undefined;
    this.#page = null;
    const next = new Layer(manifest, sources, box, this.#report, page);
    if (!page) this.#slot.remove();
    next.element.className = 'layer';
    this.#media.append(next.element);
    this.#layers.push(next);
    if (!before) {
      next.element.classList.add('shown');
      await next.picture();
      this.#apply(next);
      return;
    }
    await next.picture();
    if (this.#motion !== 'off' && before.canPlay && next.canPlay) await next.follow(before);
    // Read before and after, so that there is something to go over from.
    next.element.getAnimations();
    next.element.classList.add('shown');
    await Promise.allSettled(next.element.getAnimations().map(({ finished }) => finished));
    this.#layers = this.#layers.filter((layer) => layer !== before);
    before.release();
    if (!this.#isClosed) this.#apply(next);
  }

  #apply(layer: Layer): void {
    if (this.#motion === 'on') layer.play().catch(this.#onRefused);
    else if (this.#motion === 'held') layer.pause();
    else layer.rest();
  }

  #box(): Box {
    return this.#host.getBoundingClientRect();
  }
}
