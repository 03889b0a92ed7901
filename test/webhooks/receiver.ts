import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startWebServer } from '../net/web-server.ts';

export interface Message {
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = number | ((response: ServerResponse) => void);

/** A receiver of webhooks: keeps every message and answers as the test says, 204 unless set otherwise. */
export class Receiver implements AsyncDisposable {
  readonly url: string;
  readonly #messages: Message[] = [];
  readonly #answers: Answer[] = [];
  readonly #close: () => PromiseLike<void>;
  #arrived = Promise.withResolvers<void>();

  private constructor(url: string, close: () => PromiseLike<void>) {
    this.url = url;
    this.#close = close;
  }

  static async open(): Promise<Receiver> {
    const server = await startWebServer(async (request, response) => {
      const message = { headers: request.headers, body: await text(request) };
      const answer = receiver.#answers.shift() ?? 204;
      receiver.#messages.push(message);
      receiver.#arrived.resolve();
      if (typeof answer === 'number') response.writeHead(answer).end();
      else answer(response);
    });
    const receiver = new Receiver(`${server.url}/hook`, () => server[Symbol.asyncDispose]());
    return receiver;
  }

  /** What to answer to the next messages: statuses, or what to do with the response. */
  willAnswer(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }

  /** The next message, waiting for it. */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
