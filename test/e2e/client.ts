import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
type Data = any;
/** Such as a key. */
type Headers = Record<string, string>;

export async function ask(
  url: string,
  query: string,
  variables: object = {},
  headers: Headers = {},
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return dataOf(await response.json());
}

/** @returns the image's global id */
export async function uploadPhoto(
  url: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Headers = {},
): Promise<string> {
  const query = `mutation ($file: Upload!) {
    uploadImage(input: { file: $file }) { ... on UploadImageSuccess { image { id } } ... on UserError { message } }
  }`;
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, variables: { file: null } }));
  form.append('map', JSON.stringify({ 0: ['variables.file'] }));
  form.append('0', new Blob([bytes]), 'photo.jpg');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true', ...headers },
    body: form,
  });
  return dataOf(await response.json()).uploadImage.image.id;
}

/** @returns the animation's global id */
export async function createAnimation(
  url: string,
  imageId: string,
  settings: object,
  headers: Headers = {},
): Promise<string> {
  const query = `mutation ($input: CreateAnimationInput!) {
    createAnimation(input: $input) {
      ... on CreateAnimationSuccess { animation { id } }
      ... on UserError { message }
    }
  }`;
  return (await ask(url, query, { input: { imageId, settings } }, headers)).createAnimation.animation.id;
}

function dataOf({ data, errors }: { data: Data; errors?: unknown }): Data {
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const watch = `subscription ($id: ID!, $after: Int) {
  animationEvents(id: $id, after: $after) {
    __typename
    ... on AnimationEvent { sequence at }
    ... on AnimationSnapshot { status framesDone framesTotal queuePosition isMissed }
    ... on AnimationStageChanged { stage }
    ... on AnimationFrameRendered { framesDone framesTotal progress preview { dataUri widthPixels heightPixels } }
    ... on AnimationEnded {
      status
      failure { message }
      animation {
        video { url widthPixels heightPixels sizeBytes frames fps durationSeconds }
        poster { url widthPixels heightPixels sizeBytes }
        report { bundle quality { firstFrameMaxAbsError } }
      }
    }
  }
}`;

export interface WatchedEvent {
  __typename: string;
  sequence: number;
  status?: string;
  stage?: string;
  framesDone?: number;
  framesTotal?: number;
  preview?: { dataUri: string; widthPixels: number; heightPixels: number } | null;
  failure?: { message: string } | null;
  animation?: Data;
}

/** Follows an animation over a WebSocket, as a browser would. Rejects when the socket breaks off. */
export async function* watchAnimation(url: string, id: string, after?: number): AsyncGenerator<WatchedEvent> {
  const client: Client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  try {
    const results = client.iterate<{ animationEvents: WatchedEvent }>({
      query: watch,
      variables: { id, after },
    });
    for await (const { data, errors } of results) yield dataOf({ data, errors }).animationEvents;
  } finally {
    await client.dispose();
  }
}
