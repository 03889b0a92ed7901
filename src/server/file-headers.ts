import type { OutgoingHttpHeaders } from 'node:http';
import type { Audience } from '../access/grants.ts';
import { draftFolder } from '../owned-keys.ts';
import type { StoredFile } from '../storage/storage.ts';
import { dispositionOf } from './disposition.ts';

const forGoodSeconds = 31_536_000; // a year
const draftSeconds = 600;

/** How an answer is to be sent. */
export interface Delivery {
  audience: Audience;
  /** What a person would call the file; default: as it is stored. */
  name?: string | null;
  /** To be saved rather than shown. */
  isDownload?: boolean;
  /** How long a copy may be used without asking again where the file may be withdrawn; default: not at all. */
  publicMaxAgeSeconds?: number;
}

/** Headers of a file that never changes under its name. */
export function headersOf(
  { key, contentType, etag }: Pick<StoredFile, 'key' | 'contentType' | 'etag'>,
  { audience, name, isDownload = false, publicMaxAgeSeconds = 0 }: Delivery,
): OutgoingHttpHeaders {
  // Only pictures and videos may open in a browser: anything else could run as a page of this site.
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

/** Pages of other sites may show and fetch what they know the address of. */
export const openToPages = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'accept-ranges, content-disposition, content-length, content-range, etag',
  'cross-origin-resource-policy': 'cross-origin',
};

/** A key never gets other bytes, so what may not be withdrawn stays good; a draft is soon wanted no more. */
function cacheControl(key: string, audience: Audience, publicMaxAgeSeconds: number): string {
  const seconds = key.startsWith(`${draftFolder}/`) ? draftSeconds : forGoodSeconds;
  if (audience.kind === 'everybody') return `public, max-age=${seconds}, immutable`;
  if (audience.kind === 'caller') return `private, max-age=${seconds}, immutable`;
  return publicFor(audience, publicMaxAgeSeconds);
}

/** What is published or behind a link: any cache may keep it, for a while, and has to ask again afterwards. */
export function publicFor({ secondsLeft }: { secondsLeft?: number }, maxAgeSeconds: number): string {
  return `public, max-age=${Math.min(secondsLeft ?? maxAgeSeconds, maxAgeSeconds)}, must-revalidate`;
}
