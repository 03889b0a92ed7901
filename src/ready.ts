/** Asks the server on this machine whether it is ready, for container managers: exits with 0 or 1. */
const url = `http://127.0.0.1:${process.env.PORT || 4000}/ready`;
const waitMs = 4000;

const answer = await fetch(url, { signal: AbortSignal.timeout(waitMs) }).catch(() => null);
process.exitCode = answer?.ok ? 0 : 1;
