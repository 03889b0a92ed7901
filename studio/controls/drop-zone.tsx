import { sending, sendPhoto } from '../state/photo.ts';
import { maxUploadBytes } from '../state/presets.ts';
import { Icon } from './icons.tsx';

const kinds = 'image/jpeg,image/png,image/webp,image/avif,image/tiff,image/gif';

/** A button that opens the file dialog. */
export function ChooseFile({
  class: className,
  label,
  children,
}: {
  class: string;
  label: string;
  children?: string;
}) {
  return (
    <label class={className} title={label}>
      <input
        type="file"
        class="unseen"
        accept={kinds}
        aria-label={label}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) sendPhoto(file);
        }}
      />
      {children ?? <Icon name="open" />}
    </label>
  );
}

/** Shown as long as there is no photo. */
export function DropZone() {
  const limit = maxUploadBytes.value;
  return (
    <div class="drop-zone">
      <svg class="emblem" viewBox="0 0 120 72" aria-hidden="true">
        <circle cx="84" cy="22" r="9" />
        <path d="M6 50 34 20l16 17 12-11 32 24z" />
        <path class="drift" d="M8 58c13-5 22 5 35 0s22-5 35 0 22 4 34 0" />
        <path class="drift" d="M20 66c13-4 22 4 34 0s22-4 35 0" />
      </svg>
      <h2>A photo that moves</h2>
      <p>Drop a landscape here: clouds drift, water flows, the rest stands still.</p>
      {sending.value ? (
        <Sending />
      ) : (
        <ChooseFile class="button primary" label="Choose a photo">
          Choose a photo
        </ChooseFile>
      )}
      <p class="hint">
        JPEG, PNG, WebP, AVIF, TIFF or GIF{limit ? `, up to ${Math.round(limit / 1_048_576)} MB` : ''}. It
        stays on this server.
      </p>
    </div>
  );
}

/** Progress of an upload. */
export function Sending() {
  if (!sending.value) return null;
  const { name, share } = sending.value;
  const words = share < 1 ? `Sending ${name}` : `Looking at ${name}`;
  return (
    <div class="sending" role="status">
      <progress max={1} {...(share < 1 && { value: share })} aria-label={words} />
      <span>{words}</span>
    </div>
  );
}

/** Accepts photos dropped or pasted anywhere on the page. @returns a function that stops it */
export function acceptDroppedPhotos(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener('dragover', (event) => event.preventDefault(), { signal });
  addEventListener('drop', (event) => receive(event, event.dataTransfer), { signal });
  addEventListener('paste', (event) => receive(event, event.clipboardData), { signal });
  return () => stop.abort();
}

function receive(event: Event, data: DataTransfer | null): void {
  const [file] = data?.files ?? [];
  if (!file && event.type === 'paste') return;
  event.preventDefault();
  if (file) sendPhoto(file);
}
