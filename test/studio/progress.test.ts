import type { AnimationEvent } from '@driftscape/client';
import { expect, it } from 'vitest';
import { changesOf } from '../../studio/state/progress.ts';

const at = '2026-05-04T10:00:00.000Z';

it('shows the frames of a rendering', () => {
  const preview = { __typename: 'FramePreview', dataUri: 'data:image/jpeg;base64,' };
  const frame = { __typename: 'AnimationFrameRendered', sequence: 4, at, framesDone: 3, framesTotal: 12 };
  const words = 'frame 3 of 12';
  expect(changesOf({ ...frame, preview } as AnimationEvent)).toEqual({
    words,
    share: 0.25,
    preview: preview.dataUri,
  });
  expect(changesOf({ ...frame, preview: null } as AnimationEvent)).toEqual({ words, share: 0.25 });
});

it('ignores events of a kind that it does not know', () => {
  const event = { __typename: 'AnimationMovedElsewhere', sequence: 5, at } as unknown as AnimationEvent;
  expect(changesOf(event)).toEqual({});
});
