/** Waits. @throws the reason of `signal` when it aborts */
export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal?.aborted) reject(signal.reason);
  const stop = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener('abort', stop);
    resolve();
  }, seconds * 1000);
  signal?.addEventListener('abort', stop, { once: true });
  return promise;
}
