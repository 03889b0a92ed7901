import { settingsOf } from '../sketch/settings.ts';
import { directionOf, percent } from '../sketch/words.ts';
import { presets } from '../state/presets.ts';
import { findTakes, takes } from '../state/takes.ts';
import { drawing, drawThumbnails } from '../state/thumbnails.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { strengthWords } from './mark-editor.tsx';
import { Slider } from './parts.tsx';
import { Tile } from './tiles.tsx';

/** Speed, ripples, presets and takes. */
export function MotionPanel() {
  const { speedPercent, ripples, motion, seed } = sketch.value.video;
  const motions = (presets.value ?? []).filter(({ kind }) => kind === 'MOTION');
  const thumbnailOf = (name: string) => `motion ${name}`;
  return (
    <>
      <Slider
        label="Speed"
        min={0.1}
        max={8}
        step={0.1}
        value={speedPercent ?? 1.5}
        words={speedPercent === null ? 'automatic' : percent(speedPercent)}
        onChange={(value) => changeVideo({ speedPercent: value }, 'speed')}
        onReset={speedPercent === null ? undefined : () => changeVideo({ speedPercent: null })}
      />
      <Slider
        label="Ripples"
        min={0}
        max={3}
        step={0.1}
        value={ripples}
        words={strengthWords(ripples)}
        onChange={(value) => changeVideo({ ripples: value }, 'ripples')}
      />
      <div class="group">
        <h3>Takes</h3>
        <button type="button" class="quiet" disabled={drawing.value !== null} onClick={() => findTakes()}>
          {drawing.value === 'takes'
            ? 'Drawing …'
            : takes.value.length > 0
              ? 'Other takes'
              : 'Show four takes'}
        </button>
      </div>
      {takes.value.length > 0 && (
        <div class="tiles wide">
          {takes.value.map((take, index) => (
            <Tile
              key={take.thumbnail}
              label={take.degrees === null ? `Take ${index + 1}` : `Goes ${directionOf(take.degrees)}`}
              thumbnail={take.thumbnail}
              isChosen={seed === take.seed}
              onClick={() => changeVideo({ seed: seed === take.seed ? null : take.seed })}
            />
          ))}
        </div>
      )}
      <div class="group">
        <h3>Presets</h3>
        <button
          type="button"
          class="quiet"
          disabled={drawing.value !== null}
          onClick={() => {
            const { motion: _, ...settings } = settingsOf(sketch.value);
            const choices = motions.map(({ name }) => ({
              id: thumbnailOf(name),
              settings: { ...settings, motion: { preset: name }, durationSeconds: 4 },
            }));
            drawThumbnails('motions', choices);
          }}
        >
          {drawing.value === 'motions' ? 'Drawing …' : 'See them move'}
        </button>
      </div>
      <div class="tiles">
        {motions.map(({ name, label }) => (
          <Tile
            key={name}
            label={label || name}
            thumbnail={thumbnailOf(name)}
            isChosen={motion === name}
            onClick={() => changeVideo({ motion: motion === name ? null : name })}
          >
            <span class="name-picture">{name.replace(/^motion-/, '')}</span>
          </Tile>
        ))}
      </div>
    </>
  );
}
