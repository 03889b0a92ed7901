import type { Manifest } from './manifest.ts';

export interface HtmlOptions {
  /** What the picture shows, for people who do not see it. Empty: it is decoration. */
  alt: string;
  /** What the plain video does where no script runs: it has the browser's controls, plays by itself, or stands still. */
  withoutScript?: 'controls' | 'autoplay' | 'still';
  /**
   * Whether the plain video carries its style as an attribute, which a strict Content-Security-Policy forbids. Default: true. Without,
   * put {@link plainVideoCss} into the page's own style sheet.
   */
  inlineStyle?: boolean;
  /** Further attributes of the element, such as `light` and `class`. */
  attributes?: Record<string, string>;
}

/** The HTML of an element with its manifest and a plain `<video>` for where no script runs: no request stands between page and poster. */
export function elementHtml(manifest: Manifest, options: HtmlOptions): string {
  const attributes = { alt: options.alt, ...options.attributes };
  return `<driftscape-video${write(attributes)}>${innerHtml(manifest, options)}</driftscape-video>`;
}

const plainVideoStyle = 'display:block;width:100%;height:100%;object-fit:cover';

/** A rule for the page's style sheet in place of the style of the plain video. */
export const plainVideoCss = `driftscape-video>video{${plainVideoStyle}}`;

/** What stands inside the element. */
export function innerHtml(manifest: Manifest, options: HtmlOptions): string {
  const { alt, withoutScript = 'controls', inlineStyle = true } = options;
  const { poster, width, height, sources } = manifest;
  const video = {
    ...(poster && { poster }),
    ...(width && height && { width: String(width), height: String(height) }),
    ...(alt && { 'aria-label': alt }),
    ...(inlineStyle && { style: plainVideoStyle }),
  };
  const behaviour = {
    controls: ' controls preload="none"',
    autoplay: ' autoplay',
    still: ' preload="none"',
  }[withoutScript];
  // No script chooses here: the first of a type that is wide enough for most pages.
  const listed = sources.filter(({ crop = 'original' }) => crop === 'original').sort(nearestToMiddle);
  const files = listed.map(({ src, type }) => `<source${write({ src, ...(type && { type }) })}>`);
  const json = JSON.stringify(manifest).replaceAll('<', '\\u003c');
  return `<video${write(video)} muted loop playsinline${behaviour}>${files.join('')}</video><script type="application/json">${json}</script>`;
}

/** Keeps the order of codecs, and has the file of about 1280 pixels first within each. */
function nearestToMiddle(a: { width?: number; type?: string }, b: { width?: number; type?: string }): number {
  if (a.type?.slice(0, 22) !== b.type?.slice(0, 22)) return 0;
  return Math.abs((a.width ?? 0) - 1280) - Math.abs((b.width ?? 0) - 1280);
}

function write(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .map(
      ([name, value]) => ` ${name}="${value.replace(/[&"<>]/g, (letter) => `&#${letter.charCodeAt(0)};`)}"`,
    )
    .join('');
}
