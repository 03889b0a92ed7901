import { remove } from './sketch/edit.ts';
import type { Tool } from './sketch/gesture.ts';
import { photo } from './state/photo.ts';
import { isPlaying } from './state/preferences.ts';
import { resizeBrush, showsMarks, showsPhoto, tool } from './state/tools.ts';
import { change, redo, selected, sketch, undo } from './state/work.ts';

const fields = 'input:not([type=range], [type=radio], [type=checkbox]), textarea, select, dialog *';

/**
 * Handles keyboard shortcuts, except in elements that use the keys themselves.
 * @param toolOfKey the tool for each letter
 * @returns a function that stops it
 */
export function listenForShortcuts(toolOfKey: Record<string, Tool>): () => void {
  const stop = new AbortController();
  addEventListener('keydown', (event) => onKey(event, toolOfKey), { signal: stop.signal });
  return () => stop.abort();
}

function onKey(event: KeyboardEvent, toolOfKey: Record<string, Tool>): void {
  const target = event.target as Element;
  if (!photo.value || event.altKey || target.matches(fields)) return;
  const key = event.key.toLowerCase();
  const action = event.ctrlKey || event.metaKey ? chord(key, event.shiftKey) : plain(key, target, toolOfKey);
  if (!action) return;
  event.preventDefault();
  action();
}

function chord(key: string, isShifted: boolean): (() => void) | undefined {
  if (key === 'z') return isShifted ? redo : undo;
  if (key === 'y') return redo;
}

function plain(key: string, target: Element, toolOfKey: Record<string, Tool>): (() => void) | undefined {
  const chosen = toolOfKey[key];
  if (chosen) return () => (tool.value = chosen);
  switch (key) {
    case ' ':
      // The key activates the focused element.
      if (target.matches('button, summary, a, label, input')) return;
      return () => (isPlaying.value = !isPlaying.value);
    case '[':
    case ']':
      return () => resizeBrush(key === ']');
    case 'h':
      return () => (showsMarks.value = !showsMarks.value);
    case 'p':
      return () => (showsPhoto.value = !showsPhoto.value);
    case 'escape':
      return () => (selected.value = null);
    case 'delete':
    case 'backspace': {
      const id = selected.value;
      return id === null ? undefined : () => change(remove(sketch.value, id));
    }
  }
}
