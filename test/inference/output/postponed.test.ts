import { describe, expect, it } from 'vitest';
import { postponedOf } from '../../../src/inference/output/postponed.ts';
import { planOutputs } from '../../../src/outputs/plan.ts';
import type { OutputSpec } from '../../../src/outputs/spec.ts';
import { webSet } from '../../../src/outputs/web-set.ts';

const screen = { width: 1920, height: 1080 };
const postponed = (specs: OutputSpec[]) =>
  [...postponedOf(planOutputs(screen, undefined, specs).outputs)].map(
    ({ spec, size }) => `${spec.format} ${size.width}`,
  );

describe('videos that are encoded after rendering', () => {
  it('are the AV1 videos of a web set, so that concurrent work fits into memory', () => {
    expect(postponed(webSet(screen))).toEqual(['mp4-av1 1920', 'mp4-av1 1280', 'mp4-av1 640']);
  });

  it('are none if all fit, or if there is only one', () => {
    expect(postponed(webSet(screen, 640))).toEqual([]);
    expect(postponed([{ format: 'mp4-av1' }, { format: 'jpeg' }])).toEqual([]);
    expect(postponed([{ format: 'mp4-h264' }, { format: 'webm-vp9' }])).toEqual([]);
  });

  it('are the largest first, and none that wait for their budget anyway', () => {
    const small = { format: 'mp4-av1', widthPixels: 640 } as const;
    expect(postponed([{ format: 'mp4-h264' }, small, { format: 'mp4-av1' }])).toEqual(['mp4-av1 1920']);
    expect(postponed([{ format: 'mp4-h264' }, small, { format: 'mp4-av1', maxBytes: 50_000 }])).toEqual([]);
  });
});
