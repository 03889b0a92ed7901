import type { RenderEvent } from '../job.ts';
import { stages } from '../job.ts';

/** Forwards only new events: repeated work is reported once, so stages and frames never go back. */
export function onlyForward(onEvent: (event: RenderEvent) => void = () => {}): (event: RenderEvent) => void {
  const reached = { stage: -1, progress: -1, preview: -1 };
  return (event) => {
    if (event.type === 'working') return onEvent(event);
    const place = event.type === 'stage' ? stages.indexOf(event.stage) : event.frame;
    if (place < reached[event.type]) return;
    // A second preview of the same frame may be better.
    if (place === reached[event.type] && event.type !== 'preview') return;
    reached[event.type] = place;
    onEvent(event);
  };
}
