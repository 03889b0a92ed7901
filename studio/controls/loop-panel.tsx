import { aimsCamera } from '../canvas/pointed-at.ts';
import { changeVideo, sketch } from '../state/work.ts';
import { Slider } from './parts.tsx';

/** Length and camera. */
export function LoopPanel() {
  const { seconds, zoom, towards } = sketch.value.video;
  const isMiddle = towards.x === 0.5 && towards.y === 0.5;
  return (
    <>
      <Slider
        label="Length"
        min={2}
        max={30}
        step={1}
        value={seconds}
        words={`${seconds} s`}
        onChange={(value) => changeVideo({ seconds: value }, 'seconds')}
      />
      <Slider
        label="Zoom"
        min={1}
        max={1.5}
        step={0.01}
        value={zoom}
        words={zoom === 1 ? 'no camera move' : `${zoom.toFixed(2)} ×, and back`}
        onChange={(value) => changeVideo({ zoom: value }, 'zoom')}
      />
      {zoom > 1 && (
        <div class="group">
          <p class="hint">
            {aimsCamera.value
              ? 'Click the point it moves towards.'
              : isMiddle
                ? 'Towards the middle.'
                : 'Towards the cross.'}
          </p>
          <button
            type="button"
            class="quiet"
            aria-pressed={aimsCamera.value}
            onClick={() => (aimsCamera.value = !aimsCamera.value)}
          >
            Aim
          </button>
        </div>
      )}
    </>
  );
}
