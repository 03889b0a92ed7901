import type { Settings } from '../../../lifecycle/src/index.ts';

/** Attributes of a content type that hold a photo and its outputs. */
export interface Fields {
  /** A single media attribute. */
  photo: string;
  /** A single media attribute for videos. */
  video: string;
  /** A single media attribute for images. */
  poster?: string;
  /** A boolean attribute with which editors select photos; without it all photos are animated. */
  when?: string;
}

/** The plugin's options in `config/plugins`. */
export interface Options {
  /** URL of the GraphQL endpoint, such as `https://driftscape.example.org/graphql`. */
  url: string;
  /** A key with the scope `write`, if the server requires keys. */
  apiKey?: string;
  /** `whsec_…`, from `createWebhook`. */
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
    throw new Error('Expected `webhookSecret` to be the secret from createWebhook: whsec_…');
  for (const [uid, { photo, video }] of Object.entries(contentTypes ?? {})) {
    if (!photo || !video) throw new Error(`Expected attributes \`photo\` and \`video\` for ${uid}`);
  }
}
