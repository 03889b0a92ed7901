import { percent } from '../sketch/words.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { strengthWords } from './mark-editor.tsx';
import { MotionPresets } from './motion-presets.tsx';
import { Slider } from './parts.tsx';
import { Takes } from './takes.tsx';

/** Speed, ripples, takes and motion presets. */
export function MotionPanel() {
  const { speedPercent, ripples } = sketch.value.video;
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
      <Takes />
      <MotionPresets />
    </>
  );
}
