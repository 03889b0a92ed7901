import { operations } from '@driftscape/client';
import { effect, signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { fetchFile } from '../api/files.ts';
import { type FoundMask, isInMask } from '../geometry/found-mask.ts';
import type { Point } from '../geometry/point.ts';
import type { FoundRegion } from '../sketch/sketch.ts';
import { reportError } from './notice.ts';
import { photo } from './photo.ts';

/** A region detected in the photo. */
export interface Found {
  region: FoundRegion;
  /** Share of the picture, 0…1. */
  share: number;
  /** Predicted direction of its motion; null if it is static. */
  degrees: number | null;
  speedPercent: number | null;
  mask: FoundMask;
}

/** Null until known. */
export const found = signal<readonly Found[] | null>(null);
/** Whether detection has finished, successfully or not. */
export const isLookedAt = signal(false);

effect(() => {
  const id = photo.value?.id;
  found.value = null;
  isLookedAt.value = false;
  if (!id) return;
  const wanted = new AbortController();
  find(id, wanted.signal)
    .catch(reportError)
    .finally(() => {
      if (!wanted.signal.aborted) isLookedAt.value = true;
    });
  return () => wanted.abort();
});

async function find(id: string, signal: AbortSignal): Promise<void> {
  const { image } = await answerOf(driftscape.request(operations.scene, { id }, { signal }));
  const regions = image?.scene.regions ?? [];
  const masks = await Promise.all(regions.map(({ maskUrl }) => readMask(maskUrl, signal)));
  found.value = regions.map(({ region, areaShare, degrees, speedPercent }, index) => ({
    region,
    share: areaShare,
    degrees,
    speedPercent,
    mask: masks[index],
  }));
}

async function readMask(url: string, signal: AbortSignal): Promise<FoundMask> {
  const picture = await createImageBitmap(await fetchFile(url, signal));
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, values: data.filter((_, index) => index % 4 === 0) };
}

/** The region detected at a point; null if there is none, or it is not known yet. */
export function foundAt(point: Point): FoundRegion | null {
  const all = found.value ?? [];
  const moving = all.find(({ region, mask }) => region !== 'LAND' && isInMask(mask, point));
  return moving?.region ?? (all.length > 0 ? 'LAND' : null);
}
