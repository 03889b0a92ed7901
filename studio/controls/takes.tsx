import { directionOf, percent } from '../sketch/words.ts';
import { findTakes, type Take, takes } from '../state/takes.ts';
import { drawing } from '../state/thumbnails.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { Tile } from './tiles.tsx';

/** Variants of the photo's motion, next to each other. */
export function Takes() {
  const { seed } = sketch.value.video;
  const isDrawing = drawing.value === 'takes';
  return (
    <>
      <div class="group">
        <h3>Takes</h3>
        <button type="button" class="quiet" disabled={drawing.value !== null} onClick={() => findTakes()}>
          {isDrawing ? 'Drawing …' : takes.value.length > 0 ? 'Draw again' : 'Show four takes'}
        </button>
      </div>
      {takes.value.length > 0 && (
        <div class="tiles wide">
          {takes.value.map((take, index) => (
            <Tile
              key={take.thumbnail}
              label={nameOf(take, index)}
              thumbnail={take.thumbnail}
              isChosen={seed === take.seed}
              onClick={() => changeVideo({ seed: seed === take.seed ? null : take.seed })}
            />
          ))}
        </div>
      )}
    </>
  );
}

function nameOf({ degrees, speedPercent }: Take, index: number): string {
  if (degrees === null || speedPercent === null) return `Take ${index + 1}`;
  return `${index + 1} · ${directionOf(degrees)}, ${percent(speedPercent)}`;
}
