import type { ResultOf, TadaDocumentNode, VariablesOf } from 'gql.tada';
import { print } from 'graphql';
import * as operations from './operations.ts';

type AnimationSettings = VariablesOf<typeof operations.createAnimation>['input']['settings'];

/** Where the API is, such as `http://localhost:4000/graphql`, and what every request carries. */
export interface Api {
  url: string;
  headers?: Record<string, string>;
}

/**
 * Uploads a photo.
 * @returns the id of the new image
 * @throws Error that says what is wrong with the photo
 */
export async function uploadImage(api: Api, photo: File): Promise<string> {
  // A GraphQL multipart request: the operation, which part is which variable, the file. The header shows that no page
  // of another site made the browser send it.
  const form = new FormData();
  const key = crypto.randomUUID();
  form.set(
    'operations',
    JSON.stringify({ query: print(operations.uploadImage), variables: { file: null, key } }),
  );
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', photo);
  const { uploadImage: outcome } = await post<ResultOf<typeof operations.uploadImage>>(
    { ...api, headers: { ...api.headers, 'apollo-require-preflight': 'true' } },
    form,
  );
  if (outcome.__typename !== 'UploadImageSuccess') throw new Error(outcome.message);
  return outcome.image.id;
}

/**
 * Uploads a photo as it is, to an address of its own that takes it without a key: the first and the last step could be a
 * server's, so that the browser needs none at all.
 * @returns the id of the new image
 * @throws Error that says what is wrong with the photo
 */
export async function sendImage(api: Api, photo: File): Promise<string> {
  const { createUpload: announced } = await execute(api, operations.createUpload, {
    input: {
      name: photo.name,
      contentType: photo.type,
      sizeBytes: photo.size,
      idempotencyKey: crypto.randomUUID(),
    },
  });
  if (announced.__typename !== 'CreateUploadSuccess') throw new Error(announced.message);
  const { id, url, method, headers } = announced.upload;
  const sent = await fetch(url, {
    method,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: photo,
  });
  if (!sent.ok) throw new Error(await sent.text());
  const { completeUpload: outcome } = await execute(api, operations.completeUpload, { id });
  if (outcome.__typename !== 'CompleteUploadSuccess') throw new Error(outcome.message);
  return outcome.image.id;
}

/**
 * Asks for an animation of an uploaded photo.
 * @returns its id, to be followed with `followAnimation`
 * @throws Error that says which setting is wrong
 */
export async function createAnimation(
  api: Api,
  imageId: string,
  settings: AnimationSettings = {},
): Promise<string> {
  const { createAnimation: outcome } = await execute(api, operations.createAnimation, {
    input: { imageId, settings, idempotencyKey: crypto.randomUUID() },
  });
  if (outcome.__typename !== 'CreateAnimationSuccess') throw new Error(outcome.message);
  return outcome.animation.id;
}

/** Asks for what lets a browser follow this animation for an hour, without the key that made it. */
export async function createAnimationToken(api: Api, id: string): Promise<string> {
  const { createAnimationToken: outcome } = await execute(api, operations.createAnimationToken, { id });
  if (outcome.__typename !== 'CreateAnimationTokenSuccess') throw new Error(outcome.message);
  return outcome.animationToken.token;
}

function execute<Data, Variables>(
  api: Api,
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const headers = { ...api.headers, 'content-type': 'application/json' };
  return post({ ...api, headers }, JSON.stringify({ query: print(document), variables }));
}

/** Sends a request, again when no answer comes: its idempotency key keeps it from being carried out twice. */
async function post<Data>({ url, headers }: Api, body: string | FormData, attempts = 3): Promise<Data> {
  try {
    const response = await fetch(url, { method: 'POST', body, headers });
    const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data;
  } catch (error) {
    // What `fetch` throws when a connection fails.
    if (!(error instanceof TypeError) || attempts === 1) throw error;
    return post({ url, headers }, body, attempts - 1);
  }
}
