import { useState } from 'preact/hooks';
import { type Motion, motions } from '../state/presets.ts';
import { drawing, drawThumbnails } from '../state/thumbnails.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { Tile } from './tiles.tsx';

/** Presets of the bundle's codebook only have numbered names. */
const isNumbered = ({ name }: Motion) => /^motion-\d+$/.test(name);
/** Number of numbered presets shown at a time. */
const pageSize = 12;

const thumbnailOf = (name: string) => `motion ${name}`;

/** Motions by name, as loops of the photo on request. */
export function MotionPresets() {
  const [numbered, setNumbered] = useState(0);
  const { motion } = sketch.value.video;
  const named = motions.value.filter((one) => !isNumbered(one));
  const others = motions.value.filter(isNumbered);
  const shown = [...named, ...others.filter((one, index) => index < numbered || one.name === motion)];
  return (
    <>
      <div class="group">
        <h3>Presets</h3>
        <button
          type="button"
          class="quiet"
          disabled={drawing.value !== null}
          onClick={() =>
            drawThumbnails(
              'motions',
              shown.map(({ name }) => ({
                id: thumbnailOf(name),
                settings: { motion: { preset: name }, durationSeconds: 4 },
              })),
            )
          }
        >
          {drawing.value === 'motions' ? 'Drawing …' : 'See them move'}
        </button>
      </div>
      <div class="tiles">
        {shown.map(({ name, label }) => (
          <Tile
            key={name}
            label={label || name}
            thumbnail={thumbnailOf(name)}
            isChosen={motion === name}
            onClick={() => changeVideo({ motion: motion === name ? null : name })}
          />
        ))}
      </div>
      {numbered < others.length && (
        <button type="button" class="quiet" onClick={() => setNumbered(numbered + pageSize)}>
          {numbered === 0 ? `${others.length} more by number` : 'More'}
        </button>
      )}
    </>
  );
}
