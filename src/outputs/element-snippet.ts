import { tag } from './html.ts';
import type { Manifest } from './manifest.ts';

export interface ElementOptions {
  /** Text alternative: what the picture shows. Empty if it is decorative. */
  alt: string;
  /** Whether the element shows its button (WCAG 2.2.2). */
  controls: boolean;
  /** URL of the element's script. */
  script: string;
  /** The element's attribute `light`: which of the companions it shows. Default: the manifest's own light. */
  light?: 'auto';
}

/**
 * HTML that shows an animation in `<driftscape-video>`, and without scripts as the snippet inside shows it. The manifest
 * is part of it, so that the element knows all files, crops and companions without a request.
 */
export function inElement(
  snippet: string,
  manifest: Manifest,
  { alt, controls, script, light }: ElementOptions,
): string {
  // No text of the manifest may end the script.
  const json = JSON.stringify(manifest).replaceAll('<', '\\u003c');
  return [
    `${tag('script', { type: 'module', src: script })}</script>`,
    tag('driftscape-video', { alt, light, button: controls ? undefined : 'none' }),
    snippet,
    `${tag('script', { type: 'application/json' })}${json}</script>`,
    '</driftscape-video>',
  ].join('\n');
}
