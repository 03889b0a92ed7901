import { useEffect, useState } from 'react';
import type { PanelState } from './state.ts';

/** The state of a photo's video, live. The browser reconnects by itself. */
export function useStateOf(photo: string): { state: PanelState | null; isLost: boolean } {
  const [state, setState] = useState<PanelState | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const source = new EventSource(`${photo}/driftscape/events`, { withCredentials: true });
    source.onopen = () => setLost(false);
    source.onerror = () => setLost(true);
    source.onmessage = ({ data }) => {
      const next = JSON.parse(data) as PanelState;
      setState(next);
      // No more events will follow.
      if (next.status === 'deleted') source.close();
    };
    return () => source.close();
  }, [photo]);
  return { state, isLost };
}
