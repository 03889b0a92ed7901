import type { BundleContents } from '../inference/bundle/contents.ts';

/** What a server says of itself; it does not change while it runs. */
export interface ServerFacts {
  version: string;
  /** What renders, known when the engine has started. */
  rendering(): Promise<{ device: string; renderer: string; encoder: string }>;
  bundle: BundleContents;
  limits: {
    maxUploadBytes: number;
    maxPixels: number;
    /** `perMinute` 0: any number. */
    drafts: { perMinute: number };
    /** `renderSeconds` 0: any time. */
    runLimits: { renderSeconds: number; outputBytes: number };
  };
}
