import { useEffect, useRef } from 'react';
import type { PanelState } from './state.ts';

/** What there is to see: the newest frame while a video is made, else the video. */
export function Picture({ state: { status, share, preview, video, poster, words } }: { state: PanelState }) {
  const isUnderWay = status === 'waiting' || status === 'requested';
  return (
    <figure className="driftscape__picture">
      {isUnderWay && preview ? (
        <img src={preview} alt="The newest frame" />
      ) : (
        video && <Loop key={video} video={video} poster={poster} />
      )}
      {isUnderWay && (
        <figcaption>
          <progress max={1} value={share ?? undefined} aria-label="Progress" />
          <span>{words}</span>
        </figcaption>
      )}
    </figure>
  );
}

/** The loop, playing unless the editor prefers less motion; its controls can start and stop it. */
function Loop({ video, poster }: { video: string; poster: string | null }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const { current } = element;
    if (!current || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    // Browsers look at the property where they decide whether something may play by itself.
    current.muted = true;
    current.play().catch(() => {});
  }, []);
  return (
    <video
      ref={element}
      src={video}
      poster={poster ?? undefined}
      muted
      loop
      playsInline
      controls
      preload="auto"
      aria-label="The video, looping"
    />
  );
}
