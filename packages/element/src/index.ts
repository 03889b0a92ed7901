import { DriftscapeVideo } from './element.ts';
import type { DriftscapeVideoEventMap } from './events.ts';

export type { Manifest, MediaFile } from './manifest.ts';
export type { DriftscapeVideoEventMap };
export { DriftscapeVideo };

declare global {
  interface HTMLElementTagNameMap {
    'driftscape-video': DriftscapeVideo;
  }
  interface HTMLElementEventMap extends DriftscapeVideoEventMap {}
  interface DocumentEventMap extends DriftscapeVideoEventMap {}
  interface WindowEventMap extends DriftscapeVideoEventMap {}
}

// Two copies on one page do not quarrel: the first one stays.
if (globalThis.customElements && !customElements.get('driftscape-video')) {
  customElements.define('driftscape-video', DriftscapeVideo);
}
