import { type FormatName, formats } from '../video/formats.ts';

/** A file of an animation, as in its row. */
export interface StoredOutput {
  kind: 'VIDEO' | 'POSTER';
  format: string;
  crop: string;
  widthPixels: number;
  heightPixels: number;
  sizeBytes: number;
  contentType: string;
  /** Codec string of RFC 6381; empty for pictures, null if unknown. */
  codecs: string | null;
  storageKey: string;
}

/** For the `type` attribute of a source: content type and, if known, the codec. */
export function mediaTypeOf({ contentType, codecs }: Pick<StoredOutput, 'contentType' | 'codecs'>): string {
  return codecs ? `${contentType}; codecs="${codecs}"` : contentType;
}

/**
 * The codecs of videos in pages, those with the smallest files first: a browser uses the first one that it supports.
 */
const inPages: readonly FormatName[] = ['mp4-av1', 'webm-av1', 'mp4-hevc', 'webm-vp9', 'mp4-h264'];

/** Whether manifests and snippets show videos of a format. */
export function playsInPages(format: FormatName): boolean {
  return inPages.includes(format);
}

/**
 * The videos that browsers can play, the codec with the smallest files first, then by increasing width. Pages choose by
 * crop, codec and width: of files alike in these, only the largest, which has the best quality.
 */
export function playable<Output extends StoredOutput>(outputs: readonly Output[]): Output[] {
  const rank = ({ format }: Output) => inPages.indexOf(format as FormatName);
  const best = new Map<string, Output>();
  for (const output of outputs) {
    const key = `${output.crop} ${output.format} ${output.widthPixels}`;
    if ((best.get(key)?.sizeBytes ?? -1) < output.sizeBytes) best.set(key, output);
  }
  return [...best.values()]
    .filter((output) => rank(output) >= 0)
    .toSorted((a, b) => rank(a) - rank(b) || a.widthPixels - b.widthPixels);
}

/** The posters, smallest files first. */
export function postersOf<Output extends StoredOutput>(outputs: readonly Output[]): Output[] {
  return outputs
    .filter(({ kind, format }) => kind === 'POSTER' && format in formats)
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes);
}
