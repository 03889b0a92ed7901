import { thumbHashToDataURL } from 'thumbhash';

/** What a page shows until a picture has loaded: a few bytes that are embedded in the page. */
export interface Placeholder {
  /** A ThumbHash, about 25 bytes, in base64. */
  thumbHash: string;
  /** `#rrggbb`. */
  averageColour: string;
}

/** A ThumbHash as a small PNG for the `src` of an image. */
export function blurDataUrl(thumbHash: string): string {
  return thumbHashToDataURL(Buffer.from(thumbHash, 'base64'));
}
