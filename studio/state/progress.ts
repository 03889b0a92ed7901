import type { AnimationEvent } from '@driftscape/client';

/** Progress of the video. */
export interface Progress {
  id: string;
  words: string;
  /** 0…1; null until the first frame is rendered. */
  share: number | null;
  /** URL of the newest frame. */
  preview: string | null;
}

/** What an event changes in the progress; nothing for kinds that the page does not show. */
export function changesOf(event: AnimationEvent): Partial<Progress> {
  switch (event.__typename) {
    case 'AnimationSnapshot':
      return event.queuePosition ? { words: waiting(event.queuePosition) } : { words: doing(event.stage) };
    case 'AnimationQueuePositionChanged':
      return { words: waiting(event.queuePosition ?? 1) };
    case 'AnimationStageChanged':
      return { words: doing(event.stage) };
    case 'AnimationFrameRendered': {
      const { framesDone, framesTotal, preview } = event;
      const words = `frame ${framesDone} of ${framesTotal}`;
      return { words, share: framesDone / framesTotal, ...(preview && { preview: preview.dataUri }) };
    }
    case 'AnimationEnded':
      return { share: 1 };
    default:
      return {};
  }
}

const waiting = (place: number) => (place > 1 ? `waiting, ${place - 1} before it` : 'waiting');
const doing = (stage: string | null) => (stage ?? 'waiting').toLowerCase().replaceAll('_', ' ');
