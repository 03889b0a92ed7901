/** What the server writes of an animation for pages: `Animation.manifest`, or `/manifests/<id>.json`. */
export interface Manifest {
  version?: number;
  /** Anything but `SUCCEEDED` means that there is nothing to play yet. */
  status?: string;
  /** Frame 0, in the format that every browser knows. */
  poster?: string | null;
  /** Frame 0 in several formats, widths and crops. */
  posters?: MediaFile[];
  /** The best first: the smallest codec, then by width. */
  sources: MediaFile[];
  still?: string | null;
  /** A few pixels of the poster, shown until it is there. */
  blurDataURL?: string | null;
  thumbHash?: string | null;
  /** `#rrggbb` */
  averageColour?: string | null;
  aspectRatio?: number | null;
  width?: number | null;
  height?: number | null;
  durationSeconds?: number | null;
  light?: string | null;
  /** Whether it is the one for the night. Where nobody says, the light called `night` is. */
  isDark?: boolean;
  /** The same place in other light. They move alike, so one can take over from another at any time. */
  companions?: { light?: string | null; isDark?: boolean; manifest: string | Manifest }[];
}

/** A video or a poster. */
export interface MediaFile {
  src: string;
  /** MIME type, with `codecs` for videos. */
  type?: string;
  width?: number;
  height?: number;
  bytes?: number;
  crop?: string;
}

/** Fetches a manifest; addresses in it are relative to it. @throws Error when there is none */
export async function fetchManifest(address: string, signal: AbortSignal): Promise<Manifest> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return JSON.parse(await response.text(), (key, value) =>
    typeof value === 'string' && /^(src|poster|still|manifest)$/.test(key)
      ? new URL(value, response.url).href
      : value,
  );
}

/** The plain video inside an element, however deep a snippet has it. */
export function pageVideo(host: HTMLElement): HTMLVideoElement | null {
  return host.querySelector('video');
}

/** What a plain `<video>` says of itself. Its `<source>`s may give `data-width` and `data-height`. */
export function readVideo(video: HTMLVideoElement): Manifest {
  const sources = [...video.querySelectorAll('source')]
    .filter(({ media }) => !media || matchMedia(media).matches)
    .map(({ src, type, dataset }) => ({
      src,
      type,
      width: Number(dataset.width) || undefined,
      height: Number(dataset.height) || undefined,
    }));
  return {
    poster: video.poster,
    sources: video.src ? [{ src: video.src }, ...sources] : sources,
    aspectRatio: video.width / video.height || undefined,
  };
}
