import { PlayButton } from './button.ts';
import type { Details, Report } from './events.ts';
import { watchLight } from './light.ts';
import { type Manifest, pageVideo } from './manifest.ts';
import { Manifests } from './manifests.ts';
import { comesNear, type Presence, savesData, watchPresence } from './presence.ts';
import { type Motion, Stage } from './stage.ts';
import { ownStyle, sharedSheet } from './style.ts';

/** Without a page, as in Node, the class exists but cannot be instantiated. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** `<driftscape-video>`: shows the video of a manifest, or of the plain `<video>` inside it. */
export class DriftscapeVideo extends Base {
  static readonly observedAttributes = [
    ...['src', 'light', 'day-hours'],
    ...['alt', 'width', 'height', 'focus-point', 'button', 'label-play', 'label-pause'],
  ];

  readonly #media = document.createElement('div');
  readonly #slot = document.createElement('slot');
  readonly #button = new PlayButton(() => (this.paused ? this.play() : this.pause()));
  readonly #sheet = new CSSStyleSheet();
  readonly #manifests = new Manifests(this);
  #life: AbortController | undefined;
  #stage: Stage | undefined;
  #presence: Presence = { isSeen: false, isCalm: false };
  /** The choice of the visitor or the page, if any. */
  #choice: boolean | undefined;
  #isPlaying = false;
  #turn = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sharedSheet(), this.#sheet];
    root.append(this.#media, this.#button.element);
    this.#media.part.add('media');
    this.#media.append(this.#slot);
  }

  /** The manifest to show. If set, it takes precedence over `src` and the content. */
  get manifest(): Manifest | undefined {
    return this.#manifests.own;
  }

  set manifest(manifest: Manifest | undefined) {
    this.#manifests.given = manifest;
    this.#refresh();
  }

  /** Whether it is paused. An invisible video stops without being paused. */
  get paused(): boolean {
    return !(this.#choice ?? !(this.#presence.isCalm || savesData()));
  }

  /** Seconds from frame 0. */
  get currentTime(): number {
    return this.#stage?.layer?.video.currentTime ?? 0;
  }

  /** Plays regardless of the visitor's preferences: for an explicit request. */
  play(): void {
    this.#choice = true;
    this.#update();
  }

  /** Pauses at the current frame. */
  pause(): void {
    this.#choice = false;
    this.#update();
  }

  connectedCallback(): void {
    this.#life = new AbortController();
    this.#start(this.#life.signal);
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    this.#stage?.close();
    this.#stage = undefined;
    this.#isPlaying = false;
    this.#manifests.forget();
    this.#media.replaceChildren(this.#slot);
  }

  /** With `moveBefore` it keeps playing. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string): void {
    if (/^(src|light|day-hours)$/.test(name)) this.#refresh();
    else if (this.isConnected) this.#describe();
  }

  async #start(signal: AbortSignal): Promise<void> {
    this.#describe();
    // While the page is being parsed, the content may be missing.
    if (document.readyState === 'loading') {
      await new Promise((go) => addEventListener('DOMContentLoaded', go, { once: true }));
    }
    if (signal.aborted) return;
    this.#stage = new Stage(this, this.#media, this.#slot, this.#hear, () => {
      this.#choice = false;
      this.#update('refused');
    });
    watchPresence(this, (presence) => this.#see(presence), signal);
    const isLazy = this.getAttribute('loading') !== 'eager' && !this.#manifests.hasOwn;
    if (isLazy) await comesNear(this, signal);
    await this.#refresh();
    if (signal.aborted) return;
    watchLight(() => this.#refresh(), signal);
    this.#stage.watchSize(signal);
    if (this.manifest) this.#emit('ready', { manifest: this.manifest });
  }

  /** Determines what to show now, and shows it. */
  async #refresh(): Promise<void> {
    const stage = this.#stage;
    const life = this.#life;
    if (!stage || !life) return;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const manifest = await this.#manifests.current(
        life.signal,
        (error) => this.#fail(error),
        () => this.#refresh(),
      );
      // The source may have changed meanwhile.
      if (!manifest || life.signal.aborted || turn !== this.#turn) return;
      this.#describe(manifest);
      await stage.show(manifest);
      this.#update();
    } catch (error) {
      this.#fail(error);
    }
  }

  #see(presence: Presence): void {
    // Who asks for calm now has not chosen since.
    if (presence.isCalm && !this.#presence.isCalm) this.#choice = undefined;
    this.#presence = presence;
    this.#update();
  }

  #update(refused?: 'refused'): void {
    const isLeft = this.#choice === undefined;
    const motion: Motion =
      !this.paused && this.#presence.isSeen ? 'on' : this.paused && isLeft ? 'off' : 'held';
    this.#stage?.move(motion);
    if (motion !== 'on' && (this.#isPlaying || refused)) {
      this.#isPlaying = false;
      const reason = refused ?? (!this.paused ? 'unseen' : isLeft ? 'calm' : 'chosen');
      this.#emit('pause', { reason });
    }
    this.#name();
  }

  #name(): void {
    this.#button.update(this, !this.paused, Boolean(this.#stage?.layer?.canPlay));
  }

  #hear: Report = (name, detail) => {
    if (name === 'play') {
      // It is fired in every round of the loop.
      if (this.#isPlaying) return;
      this.#isPlaying = true;
    }
    this.#emit(name, detail);
    if (name === 'error') this.#update();
  };

  #fail(error: unknown): void {
    if (this.#life?.signal.aborted) return;
    this.#emit('error', { message: (error as Error).message ?? error });
  }

  #emit<Name extends keyof Details>(name: Name, detail: Details[Name]): void {
    this.dispatchEvent(new CustomEvent(`driftscape:${name}`, { detail, bubbles: true, composed: true }));
  }

  /** The box, its words and its colours. */
  #describe(manifest = this.manifest): void {
    this.#sheet.replaceSync(ownStyle(this, manifest));
    const page = pageVideo(this);
    const alt = this.getAttribute('alt') ?? page?.getAttribute('aria-label') ?? page?.title;
    Object.assign(this.#media, {
      role: alt ? 'img' : null,
      ariaLabel: alt || null,
      ariaHidden: alt ? null : 'true',
    });
    this.#name();
  }
}
