import type { Tool } from '../sketch/gesture.ts';
import type { DrawnLike } from '../sketch/sketch.ts';
import { brushAs, brushFeather, brushRadius, tool, tools } from '../state/tools.ts';
import { selected } from '../state/work.ts';
import type { IconName } from './icons.tsx';
import { IconButton, Segments, Slider } from './parts.tsx';

const words: Record<Tool, { label: string; key: string; icon: IconName }> = {
  select: { label: 'Select', key: 'V', icon: 'select' },
  freeze: { label: 'Freeze brush', key: 'F', icon: 'freeze' },
  region: { label: 'Region brush', key: 'B', icon: 'region' },
  erase: { label: 'Eraser', key: 'E', icon: 'erase' },
  arrow: { label: 'Arrow', key: 'A', icon: 'arrow' },
  anchor: { label: 'Anchor', key: 'N', icon: 'anchor' },
};

/** The tool for each key. */
export const toolOfKey: Record<string, Tool> = Object.fromEntries(
  tools.map((one) => [words[one].key.toLowerCase(), one]),
);

export function choose(next: Tool): void {
  tool.value = next;
}

export function Toolbar() {
  return (
    <div class="tools" role="toolbar" aria-label="Tools">
      {tools.map((one) => (
        <IconButton
          key={one}
          icon={words[one].icon}
          label={words[one].label}
          shortcut={words[one].key}
          isPressed={tool.value === one}
          onClick={() => choose(one)}
        />
      ))}
    </div>
  );
}

const hints: Record<Tool, string> = {
  select: 'Click what you drew, to change or remove it.',
  freeze: 'Paint what must not move: a mast, a person, a shore.',
  region: 'Paint something that moves in its own way.',
  erase: 'Paint away what you painted.',
  arrow: 'Drag where things go. A curve makes a path.',
  anchor: 'Click a point that stays where it is.',
};

const likes: { value: DrawnLike | null; words: string }[] = [
  { value: null, words: 'Own' },
  { value: 'SKY', words: 'Sky' },
  { value: 'WATER', words: 'Water' },
  { value: 'MIST', words: 'Mist' },
];

/** The options of the current tool. */
export function ToolOptions() {
  const isBrush = ['freeze', 'region', 'erase'].includes(tool.value);
  return (
    <div class="tool-options">
      {isBrush && (
        <Slider
          label="Size"
          min={0.004}
          max={0.2}
          step={0.002}
          value={brushRadius.value}
          words={`${(brushRadius.value * 200).toFixed(1)} %`}
          onChange={(radius) => (brushRadius.value = radius)}
        />
      )}
      {isBrush && tool.value !== 'erase' && (
        <Slider
          label="Feather"
          min={0}
          max={0.1}
          step={0.002}
          value={brushFeather.value}
          words={`${(brushFeather.value * 100).toFixed(1)} %`}
          onChange={(feather) => (brushFeather.value = feather)}
        />
      )}
      {tool.value === 'region' && (
        <Segments
          label="Counts as"
          value={brushAs.value}
          choices={likes}
          onChange={(as) => {
            brushAs.value = as;
            // Existing marks keep their kind.
            selected.value = null;
          }}
        />
      )}
      <p class="hint">{hints[tool.value]}</p>
    </div>
  );
}
