/**
 * Yields to the event loop when statements have blocked it for too long. The embedded database runs in this thread, and
 * code that waits for one statement continues with the next before anything else, such as a request, is handled.
 * @param longestMs longest time without yielding
 * @returns a function to await before each statement
 */
export function breathing(longestMs: number): () => Promise<void> {
  let keptSince: number | null = null;
  return async () => {
    if (keptSince === null) {
      keptSince = performance.now();
      setImmediate(() => {
        keptSince = null;
      });
    }
    if (performance.now() - keptSince > longestMs) await new Promise((resolve) => setImmediate(resolve));
  };
}
