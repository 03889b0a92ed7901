import { Agent, interceptors, request } from 'undici';
import type { AddressGuard } from './address-guard.ts';
import { guardedConnector } from './guarded-connector.ts';

type RequestOptions = Omit<NonNullable<Parameters<typeof request>[1]>, 'dispatcher'>;
type Response = ReturnType<typeof request>;

/** Makes requests only to allowed targets. Connections fail as described at {@link guardedConnector}. */
export class GuardedClient {
  readonly #agent: Agent;

  constructor(guard: AddressGuard, connectTimeoutMs: number) {
    // Without pipelining no connection is reused: each request is resolved and checked again.
    this.#agent = new Agent({ connect: guardedConnector(guard, connectTimeoutMs), pipelining: 0 });
  }

  /** Follows no redirect. */
  request(url: URL, options: RequestOptions): Response {
    return request(url, { ...options, dispatcher: this.#agent });
  }

  /** Follows up to this many redirects; the response to a further one is returned. */
  follow(url: URL, maxRedirections: number, options: RequestOptions): Response {
    const dispatcher = this.#agent.compose(interceptors.redirect({ maxRedirections }));
    return request(url, { ...options, dispatcher });
  }

  /** Ends every request. */
  async destroy(): Promise<void> {
    await this.#agent.destroy();
  }
}
