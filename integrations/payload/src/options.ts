import type { AnimationSettingsInput, OutputCrop } from '@driftscape/client';
import type { CollectionSlug } from 'payload';

export interface DriftscapeOptions {
  /** Address of the Driftscape server, such as `https://driftscape.example.org`. */
  url: string;
  /** A key with the scope `write`, where the server asks for one. It never reaches a browser. */
  apiKey?: string;
  /** What `createWebhook` answered: `whsec_…`. Deliveries not signed with it are refused. */
  webhookSecret: string;
  /** Upload collections whose photos can be animated. */
  uploadCollections: CollectionSlug[];
  /** Slug of the upload collection that is added for videos and posters. Default: `animations`. */
  outputs?: string;
  /** Folder of that collection's files. Default: its slug. */
  outputsFolder?: string;
  /** Of every video, unless a photo's own settings say otherwise. Default: those of Driftscape. */
  settings?: AnimationSettingsInput;
  /** The part of the photo that video and poster show, around its focal point. Default: all of it. */
  crop?: OutputCrop;
  /**
   * Where Driftscape finds a photo, for collections whose files are not on this machine's disk: it then fetches the
   * photo itself. Default: the file is sent.
   */
  photoUrl?: (document: { filename: string; url: string }) => string;
}

/** The options, with what is to be filled in filled in. */
export interface Settled extends DriftscapeOptions {
  outputs: CollectionSlug;
}
