import { css, tintOf } from '../canvas/tints.ts';
import { remove } from '../sketch/edit.ts';
import type { Mark } from '../sketch/sketch.ts';
import { motionOf, nameOf } from '../sketch/words.ts';
import { change, selected, sketch } from '../state/work.ts';
import { MarkEditor } from './mark-editor.tsx';
import { IconButton } from './parts.tsx';

/** All marks of the user; the selected one is expanded. */
export function MarkList() {
  const { marks } = sketch.value;
  if (marks.length === 0) {
    return <p class="hint">Nothing yet: paint, draw arrows or click a region above, and the loop follows.</p>;
  }
  return (
    <ul class="marks">
      {marks.map((mark) => {
        const isSelected = mark.id === selected.value;
        const name = nameOf(mark, placeAmong(marks, mark));
        return (
          <li key={mark.id} class={isSelected ? 'chosen' : ''}>
            <div class="row">
              <button
                type="button"
                class="pick"
                aria-expanded={isSelected}
                onClick={() => (selected.value = isSelected ? null : mark.id)}
              >
                <i class="swatch" style={{ background: css(tintOf(mark)) }} />
                <span>
                  <b>{name}</b>
                  <small>{motionOf(mark)}</small>
                </span>
              </button>
              <IconButton
                icon="remove"
                label={`Remove ${name}`}
                onClick={() => change(remove(sketch.value, mark.id))}
              />
            </div>
            {isSelected && mark.type !== 'anchor' && <MarkEditor mark={mark} />}
          </li>
        );
      })}
    </ul>
  );
}

function placeAmong(marks: readonly Mark[], mark: Mark): number {
  return marks.filter(({ type }) => type === mark.type).indexOf(mark) + 1;
}
