import { photo } from '../state/photo.ts';
import { isPlaying, type Theme, theme } from '../state/preferences.ts';
import { mayRedo, mayUndo, redo, undo } from '../state/work.ts';
import { ChooseFile } from './drop-zone.tsx';
import type { IconName } from './icons.tsx';
import { IconButton } from './parts.tsx';

const themes: Record<Theme, { next: Theme; icon: IconName; label: string }> = {
  auto: { next: 'light', icon: 'auto', label: 'Colours of the system; change to light' },
  light: { next: 'dark', icon: 'sun', label: 'Light colours; change to dark' },
  dark: { next: 'auto', icon: 'moon', label: 'Dark colours; change to those of the system' },
};

export function Header() {
  const { next, icon, label } = themes[theme.value];
  return (
    <header class="header">
      <h1>Driftscape</h1>
      {photo.value && (
        <>
          <span class="file" title={photo.value.name}>
            {photo.value.name}
          </span>
          <ChooseFile class="icon-button" label="Another photo" />
          <span class="gap" />
          <IconButton
            icon="undo"
            label="Undo"
            shortcut="Control+Z"
            isDisabled={!mayUndo.value}
            onClick={undo}
          />
          <IconButton
            icon="redo"
            label="Redo"
            shortcut="Control+Shift+Z"
            isDisabled={!mayRedo.value}
            onClick={redo}
          />
          <IconButton
            icon={isPlaying.value ? 'pause' : 'play'}
            label={isPlaying.value ? 'Pause' : 'Play'}
            shortcut="Space"
            onClick={() => (isPlaying.value = !isPlaying.value)}
          />
        </>
      )}
      {!photo.value && <span class="gap" />}
      <IconButton icon={icon} label={label} onClick={() => (theme.value = next)} />
    </header>
  );
}
