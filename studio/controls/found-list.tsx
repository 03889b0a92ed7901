import { highlighted } from '../canvas/pointed-at.ts';
import { css, foundTints } from '../canvas/tints.ts';
import { directFound } from '../sketch/edit.ts';
import { directionOf, percent, regionWords } from '../sketch/words.ts';
import { type Found, found } from '../state/scene.ts';
import { showsFound } from '../state/tools.ts';
import { sketch, take } from '../state/work.ts';

/** The regions detected in the photo; the motion of each can be directed. */
export function FoundList() {
  const regions = (found.value ?? []).filter(({ share }) => share >= 0.005);
  return (
    <>
      <ul class="found">
        {found.value === null && <li class="hint">Analysing the photo …</li>}
        {regions.map((one) => (
          <li key={one.region}>
            <button
              type="button"
              onClick={() => take(directFound(sketch.value, one.region))}
              onMouseEnter={() => (highlighted.value = one.region)}
              onMouseLeave={() => (highlighted.value = null)}
              onFocus={() => (highlighted.value = one.region)}
              onBlur={() => (highlighted.value = null)}
              title={`Direct the ${regionWords[one.region].toLowerCase()} by hand`}
            >
              <i class="swatch" style={{ background: css(foundTints[one.region]) }} />
              <b>{regionWords[one.region]}</b> {Math.round(one.share * 100)} %<span>{wayOf(one)}</span>
            </button>
          </li>
        ))}
      </ul>
      <label class="switch">
        <input
          type="checkbox"
          checked={showsFound.value}
          onChange={(event) => (showsFound.value = event.currentTarget.checked)}
        />
        Show as tints
      </label>
    </>
  );
}

function wayOf({ degrees, speedPercent }: Found): string {
  if (degrees === null) return 'stands';
  return speedPercent === null ? directionOf(degrees) : `${directionOf(degrees)}, ${percent(speedPercent)}`;
}
