import { UserError } from '../errors.ts';

/** Allows one draft per session at a time: a later one stops the previous one immediately. */
export class Sessions {
  readonly #current = new Map<string, AbortController>();

  /**
   * @param work stops when its signal aborts; it is not awaited then
   * @throws UserError DRAFT_SUPERSEDED as soon as a later one of the session starts
   */
  async run<Result>(session: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    this.#current.get(session)?.abort();
    const own = new AbortController();
    this.#current.set(session, own);
    const superseded = Promise.withResolvers<never>();
    own.signal.addEventListener('abort', () => superseded.reject(supersededError()));
    const result = work(own.signal);
    // The result of a superseded draft is ignored.
    result.catch(() => {});
    try {
      return await Promise.race([result, superseded.promise]);
    } finally {
      superseded.promise.catch(() => {});
      if (this.#current.get(session) === own) this.#current.delete(session);
    }
  }
}

function supersededError(): UserError {
  const message =
    'Expected the newest draft of its session, but a newer one was requested; wait for that one, or use another `session`';
  return new UserError('DRAFT_SUPERSEDED', message);
}
