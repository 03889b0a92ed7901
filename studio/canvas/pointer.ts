import { useRef, useState } from 'preact/hooks';
import type { Point } from '../geometry/point.ts';

/** Step of the cursor per arrow key, as a share of the width; with Shift five times that. */
const step = 0.01;

interface Options {
  aspect: number;
  /** Called when a line is finished. */
  onLine(points: readonly Point[]): void;
}

type DrawEvent = PointerEvent & { currentTarget: HTMLElement };

/**
 * Draws lines over an element with mouse, pen, finger or keys: arrow keys move a cursor, Enter begins and ends a line,
 * Escape cancels it.
 */
export function useLine({ aspect, onLine }: Options) {
  const [line, setLine] = useState<readonly Point[]>([]);
  const [cursor, setCursor] = useState<Point | null>(null);
  const [isByKeys, setByKeys] = useState(false);
  const drawing = useRef<{ pointer: number; points: Point[] } | null>(null);

  function end(points: readonly Point[]): void {
    drawing.current = null;
    setLine([]);
    setByKeys(false);
    if (points.length > 0) onLine(points);
  }

  function begin(event: DrawEvent): void {
    try {
      event.currentTarget.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is already gone.
    }
    drawing.current = { pointer: event.pointerId, points: [placeOf(event)] };
    setLine(drawing.current.points);
    setByKeys(false);
  }

  return {
    line,
    cursor,
    isByKeys,
    handlers: {
      onPointerDown(event: DrawEvent): void {
        // A second finger scrolls or zooms the page.
        if (drawing.current) end([]);
        else if (event.button === 0) begin(event);
      },
      onPointerMove(event: DrawEvent): void {
        setCursor(placeOf(event));
        if (drawing.current?.pointer !== event.pointerId) return;
        const steps = event.getCoalescedEvents?.() ?? [];
        const places = (steps.length > 0 ? steps : [event]).map((one) => placeOf(one, event.currentTarget));
        drawing.current.points.push(...places);
        setLine([...drawing.current.points]);
      },
      onPointerUp(event: DrawEvent): void {
        if (drawing.current?.pointer === event.pointerId) end(drawing.current.points);
        // A lifted finger has no position.
        if (event.pointerType !== 'mouse') setCursor(null);
      },
      onPointerCancel: () => end([]),
      onPointerLeave: () => setCursor(null),
      onBlur(): void {
        if (isByKeys) end([]);
        setCursor(null);
      },
      onKeyDown(event: KeyboardEvent): void {
        const ways: Record<string, [number, number]> = {
          ArrowLeft: [-1, 0],
          ArrowRight: [1, 0],
          ArrowUp: [0, -1],
          ArrowDown: [0, 1],
        };
        const way = ways[event.key];
        const from = cursor ?? { x: 0.5, y: 0.5 };
        if (way && !event.ctrlKey && !event.metaKey && !event.altKey) {
          const size = step * (event.shiftKey ? 5 : 1);
          const to = inside({ x: from.x + way[0] * size, y: from.y + (way[1] * size) / aspect });
          setCursor(to);
          if (isByKeys) setLine([...line, to]);
        } else if (event.key === 'Enter') {
          setCursor(from);
          if (isByKeys) end(line);
          else {
            setByKeys(true);
            setLine([from]);
          }
        } else if (event.key === 'Escape' && isByKeys) end([]);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

function placeOf(event: PointerEvent, element = event.currentTarget as HTMLElement): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return inside({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
}

const inside = ({ x, y }: Point): Point => ({
  x: Math.min(Math.max(x, 0), 1),
  y: Math.min(Math.max(y, 0), 1),
});
