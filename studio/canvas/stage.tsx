import { useEffect, useRef, useState } from 'preact/hooks';
import type { Point } from '../geometry/point.ts';
import type { Edited } from '../sketch/edit.ts';
import { applyGesture } from '../sketch/gesture.ts';
import type { FoundRegion } from '../sketch/sketch.ts';
import { draft } from '../state/draft.ts';
import { aspectOf, type OpenPhoto } from '../state/photo.ts';
import { isPlaying } from '../state/preferences.ts';
import { progress } from '../state/render.ts';
import { found, foundAt, isLookedAt } from '../state/scene.ts';
import {
  brushAs,
  brushFeather,
  brushRadius,
  showsFound,
  showsMarks,
  showsPhoto,
  tool,
} from '../state/tools.ts';
import { changeVideo, selected, sketch, take } from '../state/work.ts';
import { Arrows, Cursor } from './arrows.tsx';
import { Loop } from './loop.tsx';
import { drawOverlay } from './overlay.ts';
import { aimsCamera, highlighted } from './pointed-at.ts';
import { useLine } from './pointer.ts';

const painters = ['freeze', 'region', 'erase'];

/** The picture, its motion, and the user's marks over it. */
export function Stage({ photo }: { photo: OpenPhoto }) {
  const aspect = aspectOf(photo);
  const { line, cursor, handlers } = useLine({ aspect, onLine: (points) => draw(points, aspect) });
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(canvas);
  const isPainting = painters.includes(tool.value);
  const present = { sketch: sketch.value, selected: selected.value };
  // While painting, the result is shown.
  const shown = isPainting && line.length > 0 ? outcomeOf(line, aspect) : present;
  const { marks } = shown.sketch;
  const regions = regionsShown();

  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    // At most twice the CSS pixels.
    element.width = Math.round(width * Math.min(devicePixelRatio, 2));
    element.height = Math.round(element.width * aspect);
    drawOverlay(element, {
      marks: showsMarks.value ? marks : [],
      selected: shown.selected,
      found: found.value ?? [],
      regions,
      isPainting,
    });
  });

  const { zoom, towards } = sketch.value.video;
  const radius = isPainting ? brushRadius.value : 0;
  const isMoving = draft.value?.imageId === photo.id;
  return (
    <div
      class="stage"
      ref={(element) => {
        element?.style.setProperty('--photo', String(1 / aspect));
      }}
    >
      <div
        class={`frame ${tool.value === 'select' && !aimsCamera.value ? 'still' : 'drawing'}`}
        ref={(element) => {
          element?.style.setProperty('--aspect', String(1 / aspect));
        }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is drawn on with keys
        tabIndex={0}
        role="application"
        aria-label={`${photo.name}: draw here with the tool ${tool.value}`}
        aria-describedby="stage-keys"
        data-testid="stage"
        {...handlers}
      >
        <img src={photo.source.url} alt="" draggable={false} />
        {draft.value && isMoving && (
          <Loop
            url={draft.value.source.url}
            isPlaying={isPlaying.value}
            isHidden={showsPhoto.value}
            label="Draft of the moving picture"
          />
        )}
        {progress.value?.preview && (
          <img class="preview" src={progress.value.preview} alt="The newest frame" />
        )}
        <canvas ref={canvas} />
        {showsMarks.value && (
          <Arrows
            marks={marks}
            selected={shown.selected}
            target={zoom > 1 || aimsCamera.value ? towards : null}
            line={tool.value === 'arrow' ? line : []}
            aspect={aspect}
            width={width}
          />
        )}
        {cursor && <Cursor at={cursor} radius={radius} aspect={aspect} width={width} />}
      </div>
      <p id="stage-keys" class="unseen">
        Arrow keys move the cursor, Enter starts and ends a line, Escape cancels it.
      </p>
    </div>
  );
}

function draw(points: readonly Point[], aspect: number): void {
  if (aimsCamera.value) {
    aimsCamera.value = false;
    changeVideo({ towards: points[points.length - 1] });
    return;
  }
  const edited = outcomeOf(points, aspect);
  if (tool.value === 'select') selected.value = edited.selected;
  else take(edited);
}

/** The result of a line with the current tool. */
function outcomeOf(points: readonly Point[], aspect: number): Edited {
  const brush = { radius: brushRadius.value, feather: brushFeather.value, as: brushAs.value };
  const situation = {
    tool: tool.value,
    sketch: sketch.value,
    selected: selected.value,
    brush,
    aspect,
    foundAt,
    isLookedAt: isLookedAt.value,
  };
  return applyGesture(points, situation);
}

function regionsShown(): ReadonlySet<FoundRegion> {
  if (!showsFound.value) return new Set(highlighted.value ? [highlighted.value] : []);
  return new Set(['SKY', 'WATER', 'MIST']);
}

/** Width of an element in CSS pixels. */
function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
