import type { AnimationSettingsInput, OutputCrop } from '@driftscape/client';
import type { CollectionSlug } from 'payload';

export interface DriftscapeOptions {
  /**
   * URL of the Driftscape server, such as `https://driftscape.example.org`, or of its GraphQL endpoint: `/graphql` is added
   * unless it is there.
   */
  url: string;
  /** A key with the scope `write`, if the server requires keys. It never reaches a browser. */
  apiKey?: string;
  /** `whsec_…`, from `createWebhook`. Deliveries without its signature are rejected. */
  webhookSecret: string;
  /** Upload collections whose photos can be animated. */
  uploadCollections: CollectionSlug[];
  /** Slug of the upload collection that is added for videos and posters. Default: `animations`. */
  outputs?: string;
  /** Folder of that collection's files. Default: its slug. */
  outputsFolder?: string;
  /** For every video, unless a photo's own settings override them. Default: Driftscape's. */
  settings?: AnimationSettingsInput;
  /** The part of the photo in video and poster, around its focal point. Default: all of it. */
  crop?: OutputCrop;
  /**
   * Returns the URL of a photo, for collections whose files are not on this machine's disk: Driftscape then fetches the
   * photo itself. Default: the file is uploaded.
   */
  photoUrl?: (document: { filename: string; url: string }) => string;
}

/** The options with defaults filled in. */
export interface Settled extends DriftscapeOptions {
  outputs: CollectionSlug;
}

/** @throws Error that says which option is wrong */
export function checkOptions({ url, webhookSecret }: Pick<DriftscapeOptions, 'url' | 'webhookSecret'>): void {
  if (!/^https?:/.test(url ?? '') || !URL.canParse(url)) {
    throw new Error(`Expected \`url\`, such as https://driftscape.example.org, but received "${url}"`);
  }
  // The secret itself is not for logs.
  if (!webhookSecret?.startsWith('whsec_')) {
    throw new Error('Expected `webhookSecret` to be the secret from createWebhook: whsec_…');
  }
}

/** @returns the URL of the GraphQL endpoint; the server may be below a path */
export function endpointOf(url: string): string {
  const endpoint = new URL(url);
  const [, path] = /^(.*?)\/*(?:\/graphql\/*)?$/.exec(endpoint.pathname) ?? [];
  endpoint.pathname = `${path}/graphql`;
  return endpoint.href;
}
