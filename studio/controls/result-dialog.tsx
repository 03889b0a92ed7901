import { useEffect, useRef, useState } from 'preact/hooks';
import { openFile, type Source, saveFile } from '../api/files.ts';
import { mutationOf, regionsFileOf, variablesOf, videoTagOf } from '../sketch/recipe.ts';
import { reportError, showNotice } from '../state/notice.ts';
import { photo } from '../state/photo.ts';
import { isPlaying } from '../state/preferences.ts';
import { type Result, result, showsResult } from '../state/render.ts';
import { IconButton } from './parts.tsx';

/** The finished video, its notices, and files to download. */
export function ResultDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isShown = showsResult.value && result.value !== null;
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  return (
    <dialog
      ref={dialog}
      class="result"
      aria-labelledby="result-title"
      onClose={() => (showsResult.value = false)}
    >
      {isShown && result.value && <Finished result={result.value} />}
    </dialog>
  );
}

function Finished({ result }: { result: Result }) {
  const { animation, report } = result;
  const { video, poster } = animation;
  const source = useFile(video?.url);
  const still = useFile(poster?.url);
  if (!video) return null;
  const name = (photo.value?.name ?? 'photo').replace(/\.[^.]+$/, '');
  const tag = videoTagOf({ ...video, video: video.url, poster: poster?.url ?? null });
  return (
    <>
      <header>
        <h2 id="result-title">The video is ready</h2>
        <IconButton icon="remove" label="Close" onClick={() => (showsResult.value = false)} />
      </header>
      <video
        src={source?.url}
        poster={still?.url}
        width={video.widthPixels}
        height={video.heightPixels}
        autoplay={isPlaying.value}
        muted
        loop
        playsInline
        controls
      />
      <p class="facts">
        {video.widthPixels} × {video.heightPixels} · {video.durationSeconds} s · {megabytes(video.sizeBytes)}{' '}
        · {animation.isReused ? 'made before' : `took ${report?.stageSeconds.total.toFixed(1)} s`}
      </p>
      {report && report.warnings.length > 0 && (
        <div class="warnings" role="note">
          <b>Check before publishing:</b>
          <ul>
            {report.warnings.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="actions">
        <button
          type="button"
          class="primary"
          onClick={() => saveFile(video.url, `${name}.mp4`).catch(reportError)}
        >
          Download video
        </button>
        {poster && (
          <button type="button" onClick={() => saveFile(poster.url, `${name}.jpg`).catch(reportError)}>
            First frame
          </button>
        )}
        <Copy label="Copy GraphQL" text={mutationOf(result)} />
        <Copy label="Copy variables" text={variablesOf(result)} />
        <Copy label="Copy <video>" text={tag} />
        <Copy label="Copy for --regions" text={regionsFileOf(result)} />
      </div>
    </>
  );
}

function Copy({ label, text }: { label: string; text: string }) {
  const [isDone, setDone] = useState(false);
  return (
    <button
      type="button"
      onClick={async () => {
        try {
          await copy(text);
          setDone(true);
          showNotice('Copied');
        } catch (error) {
          reportError(error);
        }
      }}
    >
      {isDone ? 'Copied ✓' : label}
    </button>
  );
}

/** The clipboard is only available in secure contexts, so there is a fallback. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error('This browser does not let pages copy');
}

/** A file of the server in a form that elements can show; null until it is loaded. */
function useFile(url: string | undefined): Source | null {
  const [source, setSource] = useState<Source | null>(null);
  useEffect(() => {
    if (!url) return;
    const stop = new AbortController();
    const opened = openFile(url, stop.signal);
    opened.then(setSource, reportError);
    return () => {
      stop.abort();
      opened.then(
        (file) => file[Symbol.dispose](),
        () => {},
      );
    };
  }, [url]);
  return source;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;
}
