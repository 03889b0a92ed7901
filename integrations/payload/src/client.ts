import type { DriftscapeOptions } from './options.ts';

/** What there is to know of an animation, from the API as from a webhook. */
export interface Outcome {
  status: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  video: { url: string } | null;
  poster: { url: string } | null;
  failure: { message: string } | null;
}

/** Driftscape will not do this, however often it is asked. */
export class Refusal extends Error {}

/** Faults that may be gone later. */
const passing = new Set(['STORAGE_FULL', 'FETCH_FAILED']);

const imported = /* GraphQL */ `
  mutation ($url: String!, $name: String, $key: String!) {
    result: importImage(input: { url: $url, name: $name, idempotencyKey: $key }) {
      ... on ImportImageSuccess { image { id } }
      ... on UserError { code message }
    }
  }
`;

const uploaded = /* GraphQL */ `
  mutation ($file: Upload!, $key: String!) {
    result: uploadImage(input: { file: $file, idempotencyKey: $key }) {
      ... on UploadImageSuccess { image { id } }
      ... on UserError { code message }
    }
  }
`;

const created = /* GraphQL */ `
  mutation ($input: CreateAnimationInput!) {
    result: createAnimation(input: $input) {
      ... on CreateAnimationSuccess {
        animation { status video { url } poster { url } failure { message } }
      }
      ... on UserError { code message }
    }
  }
`;

/** The part of Driftscape's API that a CMS needs. Every request may be sent again under its key without harm. */
export class DriftscapeClient {
  readonly #options: Pick<DriftscapeOptions, 'url' | 'apiKey'>;

  constructor(options: Pick<DriftscapeOptions, 'url' | 'apiKey'>) {
    this.#options = options;
  }

  /** Has the photo fetched. @returns the image's id @throws Refusal */
  async importImage(url: string, name: string, key: string): Promise<string> {
    const { image } = await this.#mutate<{ image: { id: string } }>(imported, { url, name, key });
    return image.id;
  }

  /** Sends the photo. @returns the image's id @throws Refusal */
  async uploadImage(photo: File, key: string): Promise<string> {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: uploaded, variables: { file: null, key } }));
    form.set('map', JSON.stringify({ 0: ['variables.file'] }));
    form.set('0', photo);
    const headers = { 'apollo-require-preflight': 'true' };
    const { image } = await this.#post<{ image: { id: string } }>(form, headers);
    return image.id;
  }

  /** Asks for the animation. @returns how far it is @throws Refusal */
  async createAnimation(
    imageId: string,
    key: string,
    settings: DriftscapeOptions['settings'],
  ): Promise<Outcome> {
    const input = { imageId, idempotencyKey: key, settings };
    const { animation } = await this.#mutate<{ animation: Outcome }>(created, { input });
    return animation;
  }

  /** Fetches a finished file. */
  async fetchFile(url: string): Promise<Buffer> {
    // The key is for Driftscape alone.
    const isOurs = new URL(url).origin === new URL(this.#options.url).origin;
    const response = await fetch(url, { headers: isOurs ? this.#authorization() : {} });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  #mutate<Success extends object>(query: string, variables: object): Promise<Success> {
    return this.#post(JSON.stringify({ query, variables }), { 'content-type': 'application/json' });
  }

  async #post<Success extends object>(
    body: string | FormData,
    headers: Record<string, string>,
  ): Promise<Success> {
    const response = await fetch(new URL('/graphql', this.#options.url), {
      method: 'POST',
      body,
      headers: { ...headers, ...this.#authorization() },
    });
    const { data, errors } = (await response.json()) as {
      data?: { result: Success | { code: string; message: string } };
      errors?: { message: string }[];
    };
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; '));
    const { result } = data;
    if (!isFault(result)) return result;
    throw passing.has(result.code) ? new Error(result.message) : new Refusal(result.message);
  }

  #authorization(): Record<string, string> {
    const { apiKey } = this.#options;
    return apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  }
}

function isFault(result: object): result is { code: string; message: string } {
  return 'code' in result;
}
