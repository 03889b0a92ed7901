import type { Bundle } from './bundle/bundle.ts';
import type { LatentCode } from './latent-code.ts';
import type { RegionShares } from './layers/regions.ts';
import type { Photos } from './photos.ts';
import { findRegions } from './scene.ts';

/** Predictions for a photo so far, as plain data for caching. */
export interface KnownPredictions {
  shares?: RegionShares;
  /** Flows of one step each (algorithm §3.1). */
  flows: { code: LatentCode; flow: Float32Array }[];
}

/**
 * The networks' predictions for one photo. Each is computed once and cached, so several videos of a photo cost no more
 * than one. Returned data must not be modified.
 */
export class Predictions {
  readonly known: KnownPredictions;
  readonly #bundle: Bundle;
  readonly #photos: Pick<Photos, 'forPredictors' | 'forScene'>;

  /** @param known predictions for the same photo and bundle */
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

  /** The shares of regions; undefined if the bundle has no scene network. `signal` stops between two network runs. */
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
