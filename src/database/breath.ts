/**
 * Lets the event loop turn when statements have kept it for too long: the embedded database works in this thread, and what waits for
 * one statement goes on with the next before anything else, such as somebody's request, is even heard.
 * @param longestMs how long it may be kept
 * @returns a function to be awaited before each statement
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
