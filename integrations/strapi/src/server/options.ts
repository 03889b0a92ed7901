import type { Settings } from '../../../life/src/index.ts';

/** Which attributes of a content type hold a photo and what is made of it. */
export interface Fields {
  /** A single media attribute. */
  photo: string;
  /** A single media attribute for videos. */
  video: string;
  /** A single media attribute for images. */
  poster?: string;
  /** A boolean attribute by which editors choose; without it every photo moves. */
  when?: string;
}

/** What `config/plugins` says of the plugin. */
export interface Options {
  /** Address of the GraphQL endpoint, such as `https://driftscape.example.org/graphql`. */
  url: string;
  /** A key with the scope `write`, where the server asks for one. */
  apiKey?: string;
  /** `whsec_…`, as `createWebhook` gave it. */
  webhookSecret: string;
  /** By content type, such as `api::place.place`. */
  contentTypes: Record<string, Fields>;
  settings?: Settings;
}

/** @throws Error that says what is missing */
export function checkOptions({ url, webhookSecret, contentTypes }: Partial<Options>): void {
  if (!url || !URL.canParse(url))
    throw new Error('Expected `url`, such as https://driftscape.example.org/graphql');
  if (!webhookSecret?.startsWith('whsec_'))
    throw new Error('Expected `webhookSecret` as createWebhook gave it: whsec_…');
  for (const [uid, { photo, video }] of Object.entries(contentTypes ?? {})) {
    if (!photo || !video) throw new Error(`Expected attributes \`photo\` and \`video\` for ${uid}`);
  }
}
