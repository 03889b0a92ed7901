import type { Size } from '../photo/output-size.ts';
import type { Crop } from './crops.ts';
import { tag } from './html.ts';
import { mainPoster } from './main-outputs.ts';
import { mediaTypeOf, playable, type StoredOutput } from './stored-output.ts';

export interface SnippetOptions {
  /** Text alternative: what the picture shows. Empty if it is decorative. */
  alt: string;
  /** Which of the outputs to show. */
  crop: Crop;
  /** Whether the browser shows controls to pause it (WCAG 2.2.2); always if it has to be started. */
  controls: boolean;
  /** URL of a stored file. */
  address: (key: string) => string;
  /** Shown until the poster has loaded. */
  averageColour?: string;
  /** Whether it contains its style. Otherwise the page has to have {@link snippetCss}. */
  hasInlineStyle: boolean;
}

/** The class of snippets without a style of their own. */
const pageClass = 'driftscape';

/** Rules for the style sheet of a page, for all snippets without a style of their own. */
export const snippetCss = [
  `.${pageClass}>video,.${pageClass}>img{display:block;width:100%;height:auto}`,
  `.${pageClass}>img{display:none}`,
  `@media (prefers-reduced-motion:reduce){.${pageClass}>video[poster]{display:none}.${pageClass}>img{display:block}}`,
].join('\n');

/**
 * HTML that shows an animation without a script: muted, inline and looping, with its space reserved, in the first
 * source that the browser can play. Visitors who prefer reduced motion see the poster. This is done in CSS, because
 * browsers treat `media` on the sources of a video differently. For sources it is only a hint: browsers that follow it
 * load a smaller file on small screens, others the largest.
 * Without a poster of the crop, the video does not play until it is asked to.
 * @returns null if there is no video of this crop that browsers can play
 */
export function snippetOf(outputs: readonly StoredOutput[], options: SnippetOptions): string | null {
  const { alt, crop, address, averageColour, hasInlineStyle } = options;
  const shown = outputs.filter((output) => output.crop === crop);
  const sources = largestFirst(playable(shown));
  const full = sources.toSorted((a, b) => b.widthPixels - a.widthPixels)[0];
  if (!full) return null;
  const poster = mainPoster(shown);
  // Without a still there is nothing to show instead of motion. One of another crop may show another part of the scene.
  const controls = options.controls || !poster;
  const name = hasInlineStyle ? `driftscape-${nameOf(full.storageKey)}` : pageClass;
  const size = { width: full.widthPixels, height: full.heightPixels };
  const src = poster && address(poster.storageKey);
  const background = averageColour ? `;background:${averageColour}` : '';
  const video = tag('video', {
    autoplay: Boolean(poster),
    muted: true,
    loop: true,
    playsinline: true,
    controls,
    poster: src,
    ...size,
    preload: 'metadata',
    'aria-label': alt || undefined,
    'aria-hidden': alt || controls ? undefined : 'true',
  });
  const image = src ? tag('img', { src, alt, ...size, loading: 'lazy', decoding: 'async' }) : '';
  return [
    `<div class="${name}">`,
    hasInlineStyle
      ? `<style>.${name}>video,.${name}>img{display:block;width:100%;height:auto${background}}${src ? stillStyle(name, size) : ''}</style>`
      : '',
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

/** Shows the still in place of the video to visitors who prefer reduced motion. */
function stillStyle(name: string, { width, height }: Size): string {
  return `.${name}>img{display:none;aspect-ratio:${width}/${height};object-fit:cover}@media (prefers-reduced-motion:reduce){.${name}>video{display:none}.${name}>img{display:block}}`;
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
