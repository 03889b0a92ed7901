import { useEffect, useRef } from 'react';
import type { PanelState } from './state.ts';

/** The newest frame while a video is being made, otherwise the video. */
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

/** The loop; it plays unless the editor prefers reduced motion, and has controls. */
function Loop({ video, poster }: { video: string; poster: string | null }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const { current } = element;
    if (!current || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    // Browsers check the property when they decide about autoplay.
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
