import type { Bundle } from './bundle/bundle.ts';
import type { LatentCode } from './latent-code.ts';
import type { RegionShares } from './layers/regions.ts';
import type { Photos } from './photos.ts';
import { findRegions } from './scene.ts';

/** What was predicted of a photo so far: plain data, to be kept and handed on. */
export interface KnownPredictions {
  shares?: RegionShares;
  /** Of one step each (algorithm §3.1). */
  flows: { code: LatentCode; flow: Float32Array }[];
}

/**
 * What the networks say of one photo. Each is asked once and remembered, so that several videos of a photo cost no more than one.
 * Nobody may write to what is given out.
 */
export class Predictions {
  readonly known: KnownPredictions;
  readonly #bundle: Bundle;
  readonly #photos: Pick<Photos, 'forPredictors' | 'forScene'>;

  /** @param known of the same photo and bundle */
  constructor(
    bundle: Bundle,
    photos: Pick<Photos, 'forPredictors' | 'forScene'>,
    known: KnownPredictions = { flows: [] },
  ) {
    this.#bundle = bundle;
    this.#photos = photos;
    this.known = known;
  }

  /** The flow of one step for a code, 256 × 256 points, (x, y) interleaved. `signal` stops before the network runs. */
  async flow(code: LatentCode, signal?: AbortSignal): Promise<Float32Array> {
    const { flows } = this.known;
    const found = flows.find((known) => known.code.every((value, i) => value === code[i]));
    if (found) return found.flow;
    signal?.throwIfAborted();
    const flow = await this.#bundle.predictFlow(this.#photos.forPredictors, code);
    flows.push({ code, flow });
    return flow;
  }

  /** What is where; undefined where the bundle has no scene network. `signal` stops between two runs of it. */
  async shares(signal?: AbortSignal): Promise<RegionShares | undefined> {
    if (this.known.shares || !this.#bundle.predictScene) return this.known.shares;
    this.known.shares = await findRegions(
      async (view) => {
        signal?.throwIfAborted();
        return this.#bundle.predictScene?.(view) as Promise<Float32Array>;
      },
      await this.#photos.forScene(),
    );
    return this.known.shares;
  }
}
