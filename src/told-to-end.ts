/** A closed terminal, Ctrl-C, `kill` and process managers, Ctrl-\. */
const signals = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const;
type EndingSignal = (typeof signals)[number];

/** npm, `timeout` and terminals each pass on what they were told: signals that come so close together are one request, in ms. */
const echoMs = 1000;
/** How often to look whether npm is still there, in ms. */
const lookMs = 500;

/**
 * Listens for requests to end this process: signals, and the end of the npm that started it, which passes SIGINT and SIGTERM on but
 * nothing of other ends.
 * @param hear called with what came: once for the first request, and once for each that comes a while later, from somebody who does
 *   not want to wait
 */
export function whenToldToEnd(hear: (signal: EndingSignal) => void): Disposable {
  let heardAt = -Infinity;
  const listener = (signal: EndingSignal) => {
    const isEcho = performance.now() - heardAt < echoMs;
    if (isEcho) return;
    heardAt = performance.now();
    hear(signal);
  };
  for (const signal of signals) process.on(signal, listener);
  const npm = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(looking);
    listener('SIGHUP');
  }, lookMs).unref();
  if (!isChildOfNpm()) clearInterval(looking);
  return {
    [Symbol.dispose]: () => {
      clearInterval(looking);
      for (const signal of signals) process.off(signal, listener);
    },
  };
}

/**
 * Only the scripts of our own that replace npm's shell, after settings such as `NODE_COMPILE_CACHE=…`, not what somebody else's script
 * leaves running in the background.
 */
function isChildOfNpm(): boolean {
  return /^(?:\w+=\S+ )*exec node /.test(process.env.npm_lifecycle_script ?? '');
}
