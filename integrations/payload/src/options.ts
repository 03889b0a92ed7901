import type { AnimationSettingsInput, OutputCrop } from '@driftscape/client';
import type { CollectionSlug } from 'payload';

export interface DriftscapeOptions {
  /** URL of the Driftscape server, such as `https://driftscape.example.org`. */
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
