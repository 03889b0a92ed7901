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

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Whether there is something to show without a request. */
  get hasOwn(): boolean {
    return Boolean(this.given ?? this.#readInside());
  }

  /**
   * The one for now.
   * @param onFailure hears of a companion that cannot be had; the manifest itself stands in for it
   * @throws Error when there is no such manifest, or nothing was made yet
   */
  async current(signal: AbortSignal, onFailure: (error: unknown) => void): Promise<Manifest | undefined> {
    const src = this.#host.getAttribute('src');
    const own = this.given ?? (src ? await this.#fetch(src, signal) : this.#readInside());
    this.own = own;
    if (!own) return undefined;
    const { status = 'SUCCEEDED' } = own;
    if (status !== 'SUCCEEDED') onFailure(new Error(`The animation is ${status}`));
    const lit = manifestInLight(own, this.#host.getAttribute('light'), this.#host.getAttribute('day-hours'));
    if (typeof lit !== 'string') return lit;
    return this.#fetch(lit, signal).catch((error) => {
      onFailure(error);
      return own;
    });
  }

  /** What stands inside may be another when the element comes back. */
  forget(): void {
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
