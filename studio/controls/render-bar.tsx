import { photo } from '../state/photo.ts';
import { cancelRender, progress, render, result, showsResult, width } from '../state/render.ts';
import { Select } from './parts.tsx';

const widths = [
  { value: null, words: 'As the photo, to 1920' },
  { value: '3840', words: '3840 · 4K' },
  { value: '2560', words: '2560' },
  { value: '1920', words: '1920 · Full HD' },
  { value: '1280', words: '1280' },
  { value: '640', words: '640' },
  { value: '320', words: '320' },
];

/** Requests the full video, and shows the progress. */
export function RenderBar() {
  const running = progress.value;
  if (running) {
    return (
      <div class="render-bar">
        <div class="progress">
          <progress
            {...(running.share !== null && { value: running.share })}
            max={1}
            aria-label="Rendering"
          />
          <span role="status">{running.words}</span>
        </div>
        <button type="button" onClick={cancelRender} disabled={!running.id}>
          Cancel
        </button>
      </div>
    );
  }
  return (
    <div class="render-bar">
      <Select
        label="Width"
        value={width.value === null ? null : String(width.value)}
        choices={widths}
        onChange={(value) => (width.value = value === null ? null : Number(value))}
      />
      {result.value && (
        <button type="button" onClick={() => (showsResult.value = true)}>
          Result
        </button>
      )}
      <button type="button" class="primary" disabled={!photo.value} onClick={render}>
        Render
      </button>
    </div>
  );
}
