import type { OutgoingHttpHeaders } from 'node:http';
import type { Audience } from '../access/grants.ts';
import { draftFolder } from '../owned-keys.ts';
import type { StoredFile } from '../storage/storage.ts';
import { dispositionOf } from './disposition.ts';

const forGoodSeconds = 31_536_000; // a year
const draftSeconds = 600;

/** How to send a file. */
export interface Delivery {
  audience: Audience;
  /** A readable file name; default: the stored name. */
  name?: string | null;
  /** Save the file instead of showing it. */
  isDownload?: boolean;
  /** How long a copy may be used without revalidation if the file may be withdrawn; default: not at all. */
  publicMaxAgeSeconds?: number;
}

/** Headers of an immutable file. */
export function headersOf(
  { key, contentType, etag }: Pick<StoredFile, 'key' | 'contentType' | 'etag'>,
  { audience, name, isDownload = false, publicMaxAgeSeconds = 0 }: Delivery,
): OutgoingHttpHeaders {
  // Browsers may only show pictures and videos inline: anything else could run as a page of this site.
  const isShown = !isDownload && /^(?:image\/(?!svg)|video\/)/.test(contentType);
  const stored = key.slice(key.lastIndexOf('/') + 1);
  return {
    'content-type': contentType,
    'content-disposition': dispositionOf(isShown ? 'inline' : 'attachment', name ?? stored),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': cacheControl(key, audience, publicMaxAgeSeconds),
    etag,
    'accept-ranges': 'bytes',
    ...openToPages,
  };
}

/** Pages of other sites may show and fetch files whose URLs they know. */
export const openToPages = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'accept-ranges, content-disposition, content-length, content-range, etag',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * The content of a key never changes, so copies of files that cannot be withdrawn stay valid. Drafts are only needed
 * briefly.
 */
function cacheControl(key: string, audience: Audience, publicMaxAgeSeconds: number): string {
  const seconds = key.startsWith(`${draftFolder}/`) ? draftSeconds : forGoodSeconds;
  if (audience.kind === 'everybody') return `public, max-age=${seconds}, immutable`;
  if (audience.kind === 'caller') return `private, max-age=${seconds}, immutable`;
  return publicFor(audience, publicMaxAgeSeconds);
}

/** Published files and files of links: any cache may store them for a while, then has to revalidate. */
export function publicFor({ secondsLeft }: { secondsLeft?: number }, maxAgeSeconds: number): string {
  return `public, max-age=${Math.min(secondsLeft ?? maxAgeSeconds, maxAgeSeconds)}, must-revalidate`;
}
