import type { PanelState } from '../src/panel/state.ts';
import type { PhotoSettings } from '../src/settings.ts';
import type { Cms } from './cms.ts';

type Action = 'render' | 'undo' | 'cancel';

/** A logged-in user with a photo's panel open. */
export class Editor {
  readonly #cms: Cms;
  readonly #headers: Record<string, string>;

  private constructor(cms: Cms, headers: Record<string, string>) {
    this.#cms = cms;
    this.#headers = headers;
  }

  static async logIn(cms: Cms, email = 'editor@example.org'): Promise<Editor> {
    const data = { email, password: 'for tests alone' };
    await cms.payload.create({ collection: 'users', data });
    const { token } = await cms.payload.login({ collection: 'users', data });
    return new Editor(cms, { authorization: `JWT ${token}` });
  }

  static anonymous(cms: Cms): Editor {
    return new Editor(cms, {});
  }

  /** The states that the panel receives, until it stops reading. */
  async *states(photo: number): AsyncGenerator<PanelState> {
    const stop = new AbortController();
    const response = await fetch(this.#addressOf(photo, 'events'), {
      headers: this.#headers,
      signal: stop.signal,
    });
    if (!response.ok || !response.body) throw new Error(`The panel was answered ${response.status}`);
    let text = '';
    try {
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        const messages = (text + part).split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          if (message.startsWith('data: ')) yield JSON.parse(message.slice(6));
        }
      }
    } finally {
      stop.abort();
    }
  }

  /** Reads up to the first state that matches. @returns it and the states before */
  async until(photo: number, isSo: (state: PanelState) => boolean): Promise<PanelState[]> {
    const seen: PanelState[] = [];
    for await (const state of this.states(photo)) {
      seen.push(state);
      if (isSo(state)) return seen;
    }
    throw new Error(`Expected another state after ${JSON.stringify(seen.at(-1))}`);
  }

  async now(photo: number): Promise<PanelState> {
    return (await this.until(photo, () => true))[0];
  }

  /** Presses a button. @param seen the key that the editor sees; default: the current one */
  async press(action: Action, photo: number, settings: PhotoSettings = {}, seen?: string | null) {
    const key = seen === undefined ? (await this.now(photo)).key : seen;
    const response = await this.#post(photo, action, { seen: key, settings });
    const { message } = (await response.json()) as { message?: string };
    return { status: response.status, message };
  }

  #post(photo: number, action: Action, body: object): Promise<Response> {
    return fetch(this.#addressOf(photo, action), {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  #addressOf(photo: number, what: string): string {
    return `${this.#cms.url}/api/media/${photo}/driftscape/${what}`;
  }
}
