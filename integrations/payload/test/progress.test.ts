import type { AnimationEvent } from '@driftscape/client';
import { expect, it } from 'vitest';
import { noProgress, progressAfter } from '../src/endpoints/progress.ts';

const at = '2026-05-04T10:00:00.000Z';

it('keeps the newest preview and the share of the frames', () => {
  const frame = { __typename: 'AnimationFrameRendered', sequence: 4, at, framesDone: 3, framesTotal: 12 };
  const preview = { __typename: 'FramePreview', dataUri: 'data:image/jpeg;base64,' };
  const first = progressAfter(noProgress, { ...frame, preview } as AnimationEvent);
  expect(first).toEqual({ words: 'Frame 3 of 12', share: 0.25, preview: preview.dataUri });
  const next = progressAfter(first, { ...frame, framesDone: 6, preview: null } as AnimationEvent);
  expect(next).toEqual({ words: 'Frame 6 of 12', share: 0.5, preview: preview.dataUri });
});

it('ignores events of a kind that it does not know, as a newer server sends them', () => {
  const before = { words: 'Encoding', share: 0.5, preview: null };
  const event = { __typename: 'AnimationMovedElsewhere', sequence: 5, at } as unknown as AnimationEvent;
  expect(progressAfter(before, event)).toEqual(before);
});
