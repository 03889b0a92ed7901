import type { Point } from '../geometry/point.ts';
import type { Mark } from '../sketch/sketch.ts';
import { css, tintOf } from './tints.ts';

interface Props {
  marks: readonly Mark[];
  selected: number | null;
  /** Where the camera moves; null: it does not move. */
  target: Point | null;
  /** The line being drawn. */
  line: readonly Point[];
  aspect: number;
  /** Width of the picture on screen, in pixels: lines have the same thickness on every device. */
  width: number;
}

/** Arrows, anchors and the camera's target, over the picture. */
export function Arrows({ marks, selected, target, line, aspect, width }: Props) {
  const place = ({ x, y }: Point) => `${(x * width).toFixed(1)},${(y * width * aspect).toFixed(1)}`;
  return (
    <svg class="arrows" viewBox={`0 0 ${width} ${width * aspect}`} aria-hidden="true">
      <defs>
        <marker
          id="head"
          viewBox="0 0 10 10"
          refX="6"
          refY="5"
          markerWidth="5.5"
          markerHeight="5.5"
          orient="auto-start-reverse"
        >
          <path d="M0 0.6 9.4 5 0 9.4 2.4 5z" fill="context-stroke" />
        </marker>
      </defs>
      {marks.map((mark) =>
        mark.type === 'region' && mark.motion === 'ARROWS'
          ? mark.arrows.map(({ points }, index) => (
              <g key={`${mark.id} ${index}`} class={mark.id === selected ? 'chosen' : ''}>
                <polyline class="under" points={points.map(place).join(' ')} />
                <polyline
                  points={points.map(place).join(' ')}
                  stroke={css(tintOf(mark))}
                  marker-end="url(#head)"
                />
              </g>
            ))
          : null,
      )}
      {marks.map((mark) =>
        mark.type === 'anchor' ? (
          <g
            key={mark.id}
            class={mark.id === selected ? 'anchor chosen' : 'anchor'}
            transform={`translate(${place(mark.at)})`}
          >
            <circle r="11" />
            <circle class="dot" r="3.5" />
          </g>
        ) : null,
      )}
      {target && (
        <g class="target" transform={`translate(${place(target)})`}>
          <path d="M-18 0H-6M6 0H18M0-18V-6M0 6V18" />
        </g>
      )}
      {line.length > 1 && (
        <g>
          <polyline class="under" points={line.map(place).join(' ')} />
          <polyline points={line.map(place).join(' ')} stroke="white" marker-end="url(#head)" />
        </g>
      )}
    </svg>
  );
}

/** Position of the tool. @param radius of a brush, as a share of the width; 0: a point */
export function Cursor({
  at,
  radius,
  aspect,
  width,
}: {
  at: Point;
  radius: number;
  aspect: number;
  width: number;
}) {
  return (
    <svg class="arrows" viewBox={`0 0 ${width} ${width * aspect}`} aria-hidden="true">
      <g class="cursor" transform={`translate(${at.x * width},${at.y * width * aspect})`}>
        {radius > 0 ? <circle r={radius * width} /> : <path d="M-9 0H9M0-9V9" />}
      </g>
    </svg>
  );
}
