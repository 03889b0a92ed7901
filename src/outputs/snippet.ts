import type { Crop } from './crops.ts';
import { mainPoster } from './main-outputs.ts';
import { mediaTypeOf, playable, type StoredOutput } from './stored-output.ts';

export interface SnippetOptions {
  /** Text alternative: what the picture shows. Empty if it is decorative. */
  alt: string;
  /** Which of the outputs to show. */
  crop: Crop;
  /** Whether the browser shows controls to pause it (WCAG 2.2.2). */
  controls: boolean;
  /** URL of a stored file. */
  address: (key: string) => string;
  /** Shown until the poster has loaded. */
  averageColour?: string;
}

/**
 * HTML that shows an animation without a script: muted, inline and looping, with its space reserved, in the first
 * source that the browser can play. Visitors who prefer reduced motion see the poster. This is done in CSS, because
 * browsers treat `media` on the sources of a video differently. For sources it is only a hint: browsers that follow it
 * load a smaller file on small screens, others the largest.
 * @returns null if there is no video of this crop that browsers can play
 */
export function snippetOf(outputs: readonly StoredOutput[], options: SnippetOptions): string | null {
  const { alt, crop, controls, address, averageColour } = options;
  const shown = outputs.filter((output) => output.crop === crop);
  const sources = largestFirst(playable(shown));
  const full = sources.toSorted((a, b) => b.widthPixels - a.widthPixels)[0];
  if (!full) return null;
  const poster = mainPoster(shown);
  // The page crops a still of another crop to this one.
  const still = poster ?? mainPoster(outputs);
  const name = `driftscape-${nameOf(full.storageKey)}`;
  const size = { width: full.widthPixels, height: full.heightPixels };
  const src = still && address(still.storageKey);
  const background = averageColour ? `;background:${averageColour}` : '';
  const video = tag('video', {
    autoplay: true,
    muted: true,
    loop: true,
    playsinline: true,
    controls,
    poster: poster && address(poster.storageKey),
    ...size,
    preload: 'metadata',
    'aria-label': alt || undefined,
    'aria-hidden': alt || controls ? undefined : 'true',
  });
  const image = src ? tag('img', { src, alt, ...size, loading: 'lazy', decoding: 'async' }) : '';
  return [
    `<div class="${name}">`,
    `<style>.${name}>video,.${name}>img{display:block;width:100%;height:auto${background}}.${name}>img{display:none;aspect-ratio:${size.width}/${size.height};object-fit:cover}@media (prefers-reduced-motion:reduce){${src ? `.${name}>video{display:none}.${name}>img{display:block}` : ''}}</style>`,
    video,
    ...sources.map(({ media, ...output }) =>
      tag('source', { src: address(output.storageKey), type: mediaTypeOf(output), media }),
    ),
    '</video>',
    image,
    '</div>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** The files of each codec, from largest to smallest, each with the minimum window width for which it is used. */
function largestFirst(sources: readonly StoredOutput[]): (StoredOutput & { media?: string })[] {
  return [...Map.groupBy(sources, ({ format }) => format).values()].flatMap((ofCodec) =>
    ofCodec.toReversed().map((output, i, all) => {
      const smaller = all[i + 1];
      return smaller ? { ...output, media: `(min-width:${smaller.widthPixels + 1}px)` } : output;
    }),
  );
}

/** A class name that is unique within the page. */
function nameOf(key: string): string {
  return key
    .replace(/^.*\//, '')
    .replace(/[^a-z0-9].*$/i, '')
    .slice(0, 12);
}

type Attribute = string | number | boolean | undefined;

function tag(name: string, attributes: Record<string, Attribute>): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escapeText(String(value))}"`));
  return `<${name}${written.join('')}>`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
