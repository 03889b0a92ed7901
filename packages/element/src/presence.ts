/** What decides whether there is anybody to see motion. */
export interface Presence {
  /** On the screen, in a tab that is shown. */
  isSeen: boolean;
  /** Less motion is preferred. */
  isCalm: boolean;
}

const calm = '(prefers-reduced-motion: reduce)';

/** Calls with the state when it changes, the first time soon, until `signal` aborts. */
export function watchPresence(
  element: Element,
  onChange: (presence: Presence) => void,
  signal: AbortSignal,
): void {
  const query = matchMedia(calm);
  let isOnScreen = false;
  const report = () => onChange({ isSeen: isOnScreen && !document.hidden, isCalm: query.matches });
  observe(
    element,
    (isInside) => {
      isOnScreen = isInside;
      report();
    },
    signal,
  );
  query.addEventListener('change', report, { signal });
  document.addEventListener('visibilitychange', report, { signal });
  // A page that comes back from the back/forward cache goes on.
  addEventListener('pageshow', report, { signal });
}

/** Resolves when an element is less than half a screen away. */
export function comesNear(element: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => observe(element, (isInside) => isInside && resolve(), signal, '50%'));
}

function observe(
  element: Element,
  onChange: (isInside: boolean) => void,
  signal: AbortSignal,
  rootMargin = '0%',
): void {
  const observer = new IntersectionObserver((entries) => onChange(Boolean(entries.at(-1)?.isIntersecting)), {
    rootMargin,
  });
  observer.observe(element);
  signal.addEventListener('abort', () => observer.disconnect());
}

/** Whether the visitor asks pages for less data. */
export function savesData(): boolean {
  return Boolean((navigator as { connection?: { saveData?: boolean } }).connection?.saveData);
}
