import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createClient } from 'graphql-ws';

export interface UploadedImage {
  id: string;
  widthPixels: number;
  heightPixels: number;
}

export interface FinishedAnimation {
  video: {
    url: string;
    widthPixels: number;
    heightPixels: number;
    frames: number;
    fps: number;
    sizeBytes: number;
  };
  poster: { url: string };
  report: {
    device: string;
    bundle: string;
    peakRssBytes: number;
    stageSeconds: Record<'decode' | 'motion' | 'appearance' | 'render' | 'encode' | 'total', number>;
    quality: Record<'firstFrameMaxAbsError' | 'seamRatio' | 'contrastKept' | 'meanSpeedPixels', number>;
  };
}

export type AnimationEvent = { sequence: number; at: string } & (
  | { __typename: 'AnimationSnapshot'; status: string; framesDone: number; framesTotal: number }
  | { __typename: 'AnimationQueuePositionChanged'; queuePosition: number }
  | { __typename: 'AnimationStageChanged'; stage: string }
  | {
      __typename: 'AnimationFrameRendered';
      framesDone: number;
      framesTotal: number;
      preview: { dataUri: string; widthPixels: number; heightPixels: number } | null;
    }
  | {
      __typename: 'AnimationEnded';
      status: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
      failure: { message: string } | null;
      animation: FinishedAnimation;
    }
);

const uploadImageMutation = /* GraphQL */ `
  mutation ($file: Upload!) {
    uploadImage(input: { file: $file }) {
      ... on UploadImageSuccess { image { id widthPixels heightPixels } }
      ... on UserError { message }
    }
  }
`;

const createAnimationMutation = /* GraphQL */ `
  mutation ($input: CreateAnimationInput!) {
    createAnimation(input: $input) {
      ... on CreateAnimationSuccess { animation { id } }
      ... on UserError { message }
    }
  }
`;

const animationEventsSubscription = /* GraphQL */ `
  subscription ($id: ID!) {
    animationEvents(id: $id) {
      __typename
      ... on AnimationEvent { sequence at }
      ... on AnimationSnapshot { status framesDone framesTotal }
      ... on AnimationQueuePositionChanged { queuePosition }
      ... on AnimationStageChanged { stage }
      ... on AnimationFrameRendered { framesDone framesTotal preview { dataUri widthPixels heightPixels } }
      ... on AnimationEnded {
        status
        failure { message }
        animation {
          video { url widthPixels heightPixels frames fps sizeBytes }
          poster { url }
          report {
            device
            bundle
            peakRssBytes
            stageSeconds { decode motion appearance render encode total }
            quality { firstFrameMaxAbsError seamRatio contrastKept meanSpeedPixels }
          }
        }
      }
    }
  }
`;

/** Uploads a photo as the GraphQL multipart request specification says. */
export async function uploadImage(
  serverUrl: string,
  path: string,
  signal: AbortSignal,
): Promise<UploadedImage> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: uploadImageMutation, variables: { file: null } }));
  form.set('map', JSON.stringify({ file: ['variables.file'] }));
  form.set('file', await openAsBlob(path), basename(path));
  const headers = { 'apollo-require-preflight': 'true' };
  type Data = { uploadImage: Outcome<{ image: UploadedImage }> };
  const { uploadImage: result } = await post<Data>(serverUrl, form, headers, signal);
  if ('message' in result) throw new Error(result.message);
  return result.image;
}

/** Asks for an animation and gives its id. */
export async function createAnimation(
  serverUrl: string,
  input: { imageId: string; settings: { durationSeconds: number; widthPixels?: number } },
  signal: AbortSignal,
): Promise<string> {
  const body = JSON.stringify({ query: createAnimationMutation, variables: { input } });
  const headers = { 'content-type': 'application/json' };
  type Data = { createAnimation: Outcome<{ animation: { id: string } }> };
  const { createAnimation: result } = await post<Data>(serverUrl, body, headers, signal);
  if ('message' in result) throw new Error(result.message);
  return result.animation.id;
}

/** Follows an animation over WebSocket up to its last event. */
export async function* followAnimation(
  serverUrl: string,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<AnimationEvent> {
  const client = createClient({ url: `${serverUrl.replace(/^http/, 'ws')}/graphql`, retryAttempts: 0 });
  const events = client.iterate<{ animationEvents: AnimationEvent }>({
    query: animationEventsSubscription,
    variables: { id },
  });
  const stop = () => void events.return?.();
  signal.addEventListener('abort', stop);
  try {
    for await (const { data, errors } of events) {
      if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
      if (data) yield data.animationEvents;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await client.dispose();
  }
}

/** Downloads a file as it streams in. */
export async function download(url: string, path: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null)
    throw new Error(`Downloading ${url} failed: ${response.status}`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(path), { signal });
}

/** What a mutation answers: its success type or one of the expected errors. */
type Outcome<Success> = Success | { message: string };

async function post<Data>(
  serverUrl: string,
  body: string | FormData,
  headers: HeadersInit,
  signal: AbortSignal,
): Promise<Data> {
  const response = await fetch(`${serverUrl}/graphql`, { method: 'POST', body, headers, signal });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
  return data;
}
