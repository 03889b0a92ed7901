/** Sent by a closed terminal, by Ctrl-C, by `kill` and process managers, and by Ctrl-\. */
const signals = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT'] as const;
type EndingSignal = (typeof signals)[number];

/** npm, `timeout` and terminals each forward the same request: signals within this time, in ms, count as one. */
const echoMs = 1000;
/** How often to check if npm is still running, in ms. */
const lookMs = 500;

/**
 * Listens for requests to end this process: signals, and the end of the npm that started it, which only forwards SIGINT and SIGTERM.
 * @param onSignal called for the first request, and for each later one, from a user who does not want to wait
 */
export function onTermination(onSignal: (signal: EndingSignal) => void): Disposable {
  let receivedAt = -Infinity;
  const listener = (signal: EndingSignal) => {
    const isEcho = performance.now() - receivedAt < echoMs;
    if (isEcho) return;
    receivedAt = performance.now();
    onSignal(signal);
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
 * True only for our own scripts, which replace npm's shell with `exec` after settings such as `NODE_COMPILE_CACHE=…`, not for background
 * processes of others.
 */
function isChildOfNpm(): boolean {
  return /^(?:\w+=\S+ )*exec node /.test(process.env.npm_lifecycle_script ?? '');
}
