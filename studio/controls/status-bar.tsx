import { draft, isDrafting } from '../state/draft.ts';
import { notice } from '../state/notice.ts';
import { photo } from '../state/photo.ts';
import { showsMarks, showsPhoto } from '../state/tools.ts';
import { Sending } from './drop-zone.tsx';
import { IconButton } from './parts.tsx';

/** Below the picture: what it shows, and messages. */
export function StatusBar() {
  const isReady = draft.value !== null && draft.value.imageId === photo.value?.id;
  return (
    <div class="status-bar">
      <span class={isDrafting.value ? 'draft busy' : 'draft'} role="status" data-testid="draft-status">
        <i aria-hidden="true" />
        {isDrafting.value
          ? 'Drawing the draft …'
          : isReady
            ? `Draft · took ${seconds(draft.value?.tookMs ?? 0)}`
            : 'No draft yet'}
      </span>
      <Sending />
      {notice.value && (
        <span
          class={notice.value.isFault ? 'notice fault' : 'notice'}
          role={notice.value.isFault ? 'alert' : 'status'}
        >
          {notice.value.text}
        </span>
      )}
      <span class="gap" />
      <IconButton
        icon="photo"
        label="Show the photo as it is"
        shortcut="P"
        isPressed={showsPhoto.value}
        onClick={() => (showsPhoto.value = !showsPhoto.value)}
      />
      <IconButton
        icon="eye"
        label="Show what was drawn"
        shortcut="H"
        isPressed={showsMarks.value}
        onClick={() => (showsMarks.value = !showsMarks.value)}
      />
    </div>
  );
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
