import type { AnimationEvent } from '@driftscape/client';
import type { PanelState } from '../panel/state.ts';

export type Progress = Pick<PanelState, 'words' | 'share' | 'preview'>;

export const noProgress: Progress = { words: 'Waiting', share: null, preview: null };

/** The progress of a rendering after an event; the same after one of an unknown kind. */
export function progressAfter(before: Progress, event: AnimationEvent): Progress {
  switch (event.__typename) {
    case 'AnimationSnapshot':
      if (event.queuePosition) return { ...before, words: placeOf(event.queuePosition) };
      return { ...before, words: wordsOf(event.stage), share: event.framesDone / event.framesTotal || null };
    case 'AnimationQueuePositionChanged':
      return { ...before, words: placeOf(event.queuePosition ?? 1) };
    case 'AnimationStageChanged':
      return { ...before, words: wordsOf(event.stage) };
    case 'AnimationFrameRendered': {
      const { framesDone, framesTotal, preview } = event;
      return {
        words: `Frame ${framesDone} of ${framesTotal}`,
        share: framesDone / framesTotal,
        preview: preview?.dataUri ?? before.preview,
      };
    }
    case 'AnimationEnded':
      return { ...before, words: 'Fetching the video' };
    // A newer server may send other kinds.
    default:
      return before;
  }
}

const placeOf = (place: number) => (place > 1 ? `Waiting, ${place - 1} before it` : 'Waiting');

function wordsOf(stage: string | null): string {
  const words = (stage ?? 'waiting').toLowerCase().replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}
