import type { WordPress } from './wordpress.ts';

/** A user of WordPress's admin screens. */
export class Editor {
  readonly #wordpress: WordPress;
  #cookie = '';

  constructor(wordpress: WordPress) {
    this.#wordpress = wordpress;
  }

  /** Opens a photo's screen. @returns a function that clicks *Try again* there */
  async retryLink(photo: number): Promise<() => Promise<Response>> {
    await this.#logIn();
    const page = await this.#get(`${this.#wordpress.url}/wp-admin/post.php?post=${photo}&action=edit`);
    const [, link] = /driftscape-retry" href="([^"]+)"/.exec(await page.text()) ?? [];
    if (!link) throw new Error('Expected a button');
    return () => this.#get(link.replaceAll('&#038;', '&').replaceAll('&amp;', '&'));
  }

  async #logIn(): Promise<void> {
    const response = await fetch(`${this.#wordpress.url}/wp-login.php`, {
      method: 'POST',
      body: new URLSearchParams({ log: 'editor', pwd: 'for tests alone' }),
      headers: { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' },
      redirect: 'manual',
    });
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  #get(url: string): Promise<Response> {
    return fetch(url, { headers: { cookie: this.#cookie }, redirect: 'manual' });
  }
}
