import type { ComponentChildren } from 'preact';
import { Loop } from '../canvas/loop.tsx';
import { photo } from '../state/photo.ts';
import { isPlaying } from '../state/preferences.ts';
import { thumbnails } from '../state/thumbnails.ts';

export interface TileProps {
  label: string;
  /** Key of its loop among the thumbnails. */
  thumbnail?: string;
  isChosen: boolean;
  /** Shown until there is a loop; default: the photo. */
  children?: ComponentChildren;
  /** Text next to the label, such as a position in an order. */
  note?: string;
  onClick(): void;
}

/** A choice shown by its picture, or by a loop once that is drawn. */
export function Tile({ label, thumbnail, isChosen, children, note, onClick }: TileProps) {
  const source = thumbnail && thumbnails.value.get(thumbnail);
  return (
    <button type="button" class="tile" aria-pressed={isChosen} onClick={onClick}>
      <span class="picture">
        {children ?? (photo.value && <img src={photo.value.source.url} alt="" loading="lazy" />)}
        {source && <Loop url={source.url} isPlaying={isPlaying.value} />}
        {note && <span class="note">{note}</span>}
      </span>
      <span class="caption">{label}</span>
    </button>
  );
}
