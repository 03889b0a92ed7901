import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  url: string;
  isPlaying: boolean;
  isHidden?: boolean;
  /** What it shows; absent where something beside it says that. */
  label?: string;
}

/** A loop without sound. The one before stays on screen until the next one can be shown. */
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
    // Browsers look at the property where they decide whether something may play by itself.
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
