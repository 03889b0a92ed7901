import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  url: string;
  isPlaying: boolean;
  isHidden?: boolean;
  /** Accessible label; absent if a text next to it says the same. */
  label?: string;
}

/** A muted loop. The previous one stays on screen until the next can be shown. */
export function Loop({ url, isPlaying, isHidden = false, label }: Props) {
  const [shown, setShown] = useState<string | null>(null);
  const urls = shown && shown !== url ? [shown, url] : [url];
  return (
    <>
      {urls.map((one) => (
        <Film
          key={one}
          url={one}
          isPlaying={isPlaying}
          isHidden={isHidden || shown === null}
          label={label}
          onReady={() => setShown(one)}
        />
      ))}
    </>
  );
}

function Film({ url, isPlaying, isHidden, label, onReady }: Props & { onReady(): void }) {
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    // Browsers check the property when they decide about autoplay.
    element.muted = true;
    if (isPlaying) element.play().catch(() => {});
    else element.pause();
  }, [isPlaying]);

  return (
    <video
      ref={video}
      class={isHidden ? 'loop waiting' : 'loop'}
      src={url}
      muted
      loop
      playsInline
      preload="auto"
      onLoadedData={onReady}
      aria-label={label}
      aria-hidden={label === undefined}
    />
  );
}
