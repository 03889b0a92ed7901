import type { Report } from './events.ts';
import { type Box, fittingCrop, neededWidth } from './files.ts';
import type { Manifest, MediaFile } from './manifest.ts';

/** One picture with its video over it. A gap in the video, at the loop or before its first frame, shows the picture: its frame 0. */
export class Layer {
  readonly element = document.createElement('div');
  readonly video: HTMLVideoElement;
  readonly manifest: Manifest;
  /** What is left to try, the first in use. */
  readonly #sources: MediaFile[];
  readonly #report: Report;
  /** What shows the video: itself, or the slot in which the page's stands. */
  readonly #screen: HTMLElement;
  readonly #life = new AbortController();
  #isLoading = false;

  /** @param slot where the page's own `video` stands, which may be playing already */
  constructor(
    manifest: Manifest,
    sources: MediaFile[],
    box: Box,
    report: Report,
    page?: { slot: HTMLSlotElement; video: HTMLVideoElement },
  ) {
    this.manifest = manifest;
    this.#sources = sources;
    this.#report = report;
    this.video = page?.video ?? document.createElement('video');
    this.#screen = page?.slot ?? this.video;
    this.#screen.part.add('video');
    // The page's video shows a poster of its own.
    if (page) this.#screen.className = 'shown';
    this.element.append(posterFor(manifest, box, page?.video.poster), this.#screen);
    const behaviour = { muted: true, loop: true, playsInline: true, disableRemotePlayback: true };
    // Firefox gives every video the focus; there is nothing to do with it here.
    Object.assign(this.video, behaviour, { tabIndex: -1 });
    this.#listen();
  }

  get canPlay(): boolean {
    return this.#sources.length > 0;
  }

  /** Resolves when the picture can be painted, or cannot be had. */
  async picture(): Promise<void> {
    await this.element
      .querySelector('img')
      ?.decode()
      .catch(() => {});
  }

  /** Loads and plays; a refusal is passed on, being called off is not. */
  async play(): Promise<void> {
    if (!this.canPlay) return;
    this.#load();
    await this.video.play().catch((error: DOMException) => {
      if (error.name === 'NotAllowedError') throw error;
    });
  }

  pause(): void {
    this.video.pause();
  }

  /** Back to the picture. */
  rest(): void {
    this.video.pause();
    if (this.video.currentTime === 0) return;
    this.#screen.className = '';
    this.video.currentTime = 0;
  }

  /** Shows the moment that another layer shows, and goes on with it. */
  async follow({ video: other }: Layer): Promise<void> {
    const { video } = this;
    const { signal } = this.#life;
    this.#load();
    if (!video.readyState) await heard(video, 'loadedmetadata', signal);
    // Seeking and starting take a while, so it goes to a moment that is yet to come; a slow one to a later one.
    for (let lead = 0.25; this.canPlay && lead <= 2; lead *= 2) {
      const ahead = () => (video.duration + time - other.currentTime) % video.duration;
      let time = (other.currentTime + (other.paused ? 0 : lead)) % video.duration;
      video.pause();
      video.currentTime = time;
      await heard(video, 'seeked', signal);
      while (!other.paused && ahead() <= lead && !signal.aborted) await new Promise(requestAnimationFrame);
      if (other.paused || signal.aborted) return;
      await this.play().catch(() => {});
      await heard(video, 'timeupdate', signal);
      time = video.currentTime + 0.05;
      if (ahead() < 0.1) return;
    }
  }

  /** Frees the decoder and what was loaded. */
  release(): void {
    this.#life.abort();
    this.element.remove();
    this.video.pause();
    this.video.preload = 'none';
    this.video.removeAttribute('src');
    this.video.load();
  }

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    const { video } = this;
    // The page's video is not loaded twice: nothing would be won by another size.
    const isUnderWay = video.readyState || video.networkState === video.NETWORK_LOADING;
    if (isUnderWay) this.#sources.unshift({ src: video.currentSrc });
    else video.src = this.#sources[0].src;
    // Not before: that would load what the page's video waits with.
    video.preload = 'auto';
    this.#report('source', this.#sources[0]);
  }

  #listen(): void {
    const { video } = this;
    const { signal } = this.#life;
    const show = () => {
      this.#screen.className = 'shown';
    };
    // The page's `<source>`s fail one by one, without bubbling; the video has failed with the last of them.
    const fail = () => {
      const isLast = video.error ?? video.networkState === video.NETWORK_NO_SOURCE;
      if (this.#isLoading && isLast) this.#tryNext();
    };
    video.addEventListener('error', fail, { signal, capture: true });
    video.addEventListener('playing', () => this.#report('play', {}), { signal });
    // Some players end nevertheless, for example where nothing could be rewound.
    video.addEventListener('ended', () => this.#playOn(), { signal });
    const wake = ({ persisted }: PageTransitionEvent) => {
      if (persisted) video.currentTime += 0;
    };
    // After the back/forward cache Firefox plays on, but its clock stands until it is set.
    addEventListener('pageshow', wake, { signal });
    // When the next frame is on the screen, or now where browsers do not say.
    const showSoon = () => video.requestVideoFrameCallback?.(show) ?? show();
    for (const name of ['playing', 'seeked']) video.addEventListener(name, showSoon, { signal });
  }

  #tryNext(): void {
    const failed = this.#sources.shift();
    if (!failed) return;
    const next = this.#sources[0];
    this.#report('error', { src: failed.src, message: this.video.error?.message ?? '', isLast: !next });
    if (!next) {
      this.#screen.className = '';
      this.#life.abort();
      return;
    }
    const wasPlaying = !this.video.paused;
    this.video.src = next.src;
    this.#report('source', next);
    if (wasPlaying) this.#playOn();
  }

  #playOn(): void {
    this.play().catch(() => {});
  }
}

/** Resolves at an event, and when there will be none: every source failed, or the layer was released. */
function heard(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => resolve();
    video.addEventListener(name, go, { signal });
    signal.addEventListener('abort', go);
    if (signal.aborted) go();
  });
}

/** @param loaded the poster that the page has loaded already */
function posterFor({ poster, posters = [], still }: Manifest, box: Box, loaded?: string): HTMLElement {
  const picture = document.createElement('picture');
  const fallback = loaded || poster || still;
  if (!fallback) return picture;
  let fitting = fittingCrop(posters, box);
  // It may show another crop.
  if (fitting.some(({ src }) => loaded?.endsWith(src))) fitting = [];
  const list = (type?: string) =>
    fitting
      .filter((file) => file.width && file.type === type)
      .map(({ src, width }) => `${src} ${width}w`)
      .join();
  const { width = 1, height = 1 } = fitting[0] ?? {};
  const sizes = `${neededWidth(box, width / height) / devicePixelRatio}px`;
  for (const type of ['image/avif', 'image/webp']) {
    const srcset = list(type);
    if (srcset) picture.append(Object.assign(document.createElement('source'), { type, srcset, sizes }));
  }
  const image = document.createElement('img');
  // What the picture shows is said once, of the whole.
  Object.assign(image, { part: 'poster', alt: '', sizes, srcset: list('image/jpeg'), src: fallback });
  picture.append(image);
  return picture;
}
