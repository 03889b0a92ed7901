import * as edit from '../sketch/edit.ts';
import { type DrawnLike, type Freeze, motionChoices, type Region } from '../sketch/sketch.ts';
import { directionOf, motionWords, percent } from '../sketch/words.ts';
import { motions } from '../state/presets.ts';
import { change, sketch } from '../state/work.ts';
import { IconButton, Select, Slider } from './parts.tsx';

const likes: { value: DrawnLike | null; words: string }[] = [
  { value: null, words: 'What is found there' },
  { value: 'SKY', words: 'Sky' },
  { value: 'WATER', words: 'Water' },
  { value: 'MIST', words: 'Mist' },
];

/** The options of a mark. */
export function MarkEditor({ mark }: { mark: Region | Freeze }) {
  const set = (properties: Partial<Region>, tag?: string) =>
    change(edit.change(sketch.value, mark.id, properties), tag ? `${mark.id} ${tag}` : null);
  return (
    <div class="editor">
      {mark.type === 'region' && <RegionMotion region={mark} set={set} />}
      {(mark.type === 'freeze' || 'strokes' in mark.area) && (
        <Slider
          label="Feather"
          min={0}
          max={0.1}
          step={0.002}
          value={mark.feather}
          words={`${(mark.feather * 100).toFixed(1)} %`}
          onChange={(feather) => set({ feather }, 'feather')}
        />
      )}
      {mark.type === 'region' && 'strokes' in mark.area && (
        <Select label="Counts as" value={mark.as} choices={likes} onChange={(as) => set({ as })} />
      )}
    </div>
  );
}

type Set = (properties: Partial<Region>, tag?: string) => void;

function RegionMotion({ region, set }: { region: Region; set: Set }) {
  const { motion } = region;
  const isSwaying = motion === 'RIPPLES' || motion === 'SWAY';
  return (
    <>
      <Select
        label="Moves"
        value={motion}
        choices={motionChoices.map((value) => ({ value, words: motionWords[value] }))}
        onChange={(next) =>
          set({
            motion: next,
            ...(next === 'PRESET' && !region.preset && { preset: motions.value[0]?.name ?? null }),
          })
        }
      />
      {motion === 'DIRECTION' && (
        <Slider
          label="Direction"
          min={0}
          max={355}
          step={5}
          value={region.degrees}
          words={directionOf(region.degrees)}
          onChange={(degrees) => set({ degrees }, 'degrees')}
        />
      )}
      {motion === 'PRESET' && (
        <Select
          label="Preset"
          value={region.preset}
          choices={motions.value.map(({ name, label }) => ({ value: name, words: label || name }))}
          onChange={(preset) => set({ preset })}
        />
      )}
      {motion === 'ARROWS' && <ArrowList region={region} />}
      {!isSwaying && motion !== 'STILL' && (
        <Slider
          label="Speed"
          min={0.1}
          max={12}
          step={0.1}
          value={region.speedPercent ?? 2}
          words={region.speedPercent === null ? 'automatic' : percent(region.speedPercent)}
          onChange={(speedPercent) => set({ speedPercent }, 'speed')}
          onReset={region.speedPercent === null ? undefined : () => set({ speedPercent: null })}
        />
      )}
      {isSwaying && (
        <Slider
          label="Strength"
          min={0}
          max={3}
          step={0.1}
          value={region.strength ?? 1}
          words={strengthWords(region.strength ?? 1)}
          onChange={(strength) => set({ strength }, 'strength')}
        />
      )}
    </>
  );
}

function ArrowList({ region }: { region: Region }) {
  if (region.arrows.length === 0) return <p class="hint">Draw arrows in it with the arrow tool.</p>;
  return (
    <ul class="arrow-list">
      {region.arrows.map((_, index) => (
        <li key={index}>
          Arrow {index + 1}
          <IconButton
            icon="remove"
            label={`Remove arrow ${index + 1}`}
            onClick={() => change(edit.removeArrow(sketch.value, region.id, index))}
          />
        </li>
      ))}
    </ul>
  );
}

/** @param strength of ripples and swaying, 0…3 */
export function strengthWords(strength: number): string {
  if (strength === 0) return 'none';
  const word = strength < 0.6 ? 'faint' : strength < 1.4 ? 'a breeze' : strength < 2.3 ? 'windy' : 'rough';
  return `${word} (${Number(strength.toFixed(1))})`;
}
