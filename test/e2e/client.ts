import {
  type AnimationEvent,
  type AnimationSettingsInput,
  type DataOf,
  type Document,
  DriftscapeClient,
  operations,
} from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
type Data = any;
/** Such as a key. */
type Headers = Record<string, string>;

/** Asks once: a test sees every fault as it comes. */
const clientOf = (url: string, headers?: Headers) => new DriftscapeClient({ url, headers, attempts: 1 });

/** Sends an operation of the test's own. @throws DriftscapeError */
export function ask(url: string, text: string, variables: object = {}, headers?: Headers): Promise<Data> {
  return clientOf(url, headers).request({ text } as Document<Data, object>, variables);
}

/** @returns the image's global id @throws DriftscapeError */
export async function uploadPhoto(
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers?: Headers,
): Promise<string> {
  const photo = new File([bytes], 'photo.jpg');
  return (await clientOf(url, headers).upload(photo, { how: 'form' })).id;
}

/** @returns the animation's global id @throws DriftscapeError */
export async function createAnimation(
  url: string,
  imageId: string,
  settings: object,
  headers?: Headers,
): Promise<string> {
  return (await clientOf(url, headers).animate(imageId, settings as AnimationSettingsInput)).id;
}

/** Follows an animation over one WebSocket. Rejects when it breaks off, where the client's own `follow` would go on. */
export async function* watchAnimation(
  url: string,
  id: string,
  after?: number,
): AsyncGenerator<AnimationEvent> {
  const request = { query: operations.animationEvents.text, variables: { id, after } };
  for await (const { data, errors } of webSocket({ url }, request, new AbortController().signal)) {
    if (errors) throw new Error(JSON.stringify(errors));
    yield (data as DataOf<typeof operations.animationEvents>).animationEvents as AnimationEvent;
  }
}
