import { manifestInLight } from './light.ts';
import { fetchManifest, type Manifest, pageVideo, readVideo } from './manifest.ts';

/** Where an element's manifest comes from: it was given, `src` names it, or it stands inside. Each is read once. */
export class Manifests {
  /** By the page's script. */
  given: Manifest | undefined;
  /** What is shown unless the light asks for a companion. */
  own: Manifest | undefined;
  readonly #host: HTMLElement;
  readonly #fetched = new Map<string, Promise<Manifest>>();
  #inside: Manifest | undefined;
  #wait = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Whether there is something to show without a request. */
  get hasOwn(): boolean {
    return Boolean(this.given ?? this.#readInside());
  }

  /**
   * The one for now.
   * @param onFailure called once for a manifest without videos, and if a companion cannot be fetched: the manifest itself
   *   then replaces it
   * @param onChange called when there may be more, as the animation at `src` was still in the making
   * @throws Error when there is no such manifest
   */
  async current(
    signal: AbortSignal,
    onFailure: (error: unknown) => void,
    onChange: () => void,
  ): Promise<Manifest | undefined> {
    const src = this.#host.getAttribute('src');
    let own = this.given ?? (src ? await this.#fetch(src, signal) : this.#readInside());
    if (!own) return undefined;
    const { status = 'SUCCEEDED', sources } = own;
    // The same again: nothing new to show or to complain of.
    if (JSON.stringify(own) === JSON.stringify(this.own)) own = this.own as Manifest;
    else if (!sources.length) onFailure(`The animation is ${status}, with nothing to play`);
    this.own = own;
    clearTimeout(this.#timer);
    if (src && /QUEUED|RUNNING/.test(status)) {
      // Five seconds more each time.
      this.#wait += 5000;
      this.#timer = setTimeout(() => {
        this.#fetched.clear();
        onChange();
      }, this.#wait);
    }
    const lit = manifestInLight(own, this.#host.getAttribute('light'), this.#host.getAttribute('day-hours'));
    if (typeof lit !== 'string') return lit;
    return this.#fetch(lit, signal).catch((error) => {
      onFailure(error);
      return own;
    });
  }

  /** What stands inside may be another when the element comes back. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#fetched.clear();
    this.#inside = undefined;
  }

  #fetch(address: string, signal: AbortSignal): Promise<Manifest> {
    let manifest = this.#fetched.get(address);
    if (!manifest) {
      manifest = fetchManifest(address, signal);
      this.#fetched.set(address, manifest);
      manifest.catch(() => this.#fetched.delete(address));
    }
    return manifest;
  }

  #readInside(): Manifest | undefined {
    if (this.#inside) return this.#inside;
    const script = this.#host.querySelector('script[type="application/json"]');
    const video = pageVideo(this.#host);
    if (script?.textContent) this.#inside = JSON.parse(script.textContent);
    else if (video && !this.#host.hasAttribute('src')) this.#inside = readVideo(video);
    return this.#inside;
  }
}
