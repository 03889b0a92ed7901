import type { Animation, Output, WebhookDelivery, WebhookEventType } from '../generated/prisma/client.ts';
import type { RenderReport } from '../inference/job.ts';
import { mainPoster, mainVideo } from '../outputs/main-outputs.ts';

/** Facts about an ended animation: row ids and file keys, because these outlive any URL. */
interface EndedAnimation {
  animationId: string;
  imageId: string;
  idempotencyKey: string | null;
  status: string;
  video: {
    key: string;
    sizeBytes: number;
    widthPixels: number;
    heightPixels: number;
    durationSeconds: number;
  } | null;
  poster: { key: string; sizeBytes: number; widthPixels: number; heightPixels: number } | null;
  /** All files, in order; absent in rows of older versions. */
  outputs?: EndedOutput[];
  failure: { code: string; message: string; isRetryable: boolean } | null;
}

interface EndedOutput {
  key: string;
  kind: string;
  /** API name, such as `MP4_H264`. */
  format: string;
  crop: string;
  contentType: string;
  sizeBytes: number;
  widthPixels: number;
  heightPixels: number;
}

/** Data stored in the row of a delivery. */
export type NewsData = EndedAnimation | Record<string, never>;

/** Public ids of rows and URLs of files. */
export interface PublicNames {
  globalId(type: 'Animation' | 'Image', id: string): string;
  fileUrl(key: string): string;
}

const typeNames: Record<WebhookEventType, string> = {
  ANIMATION_SUCCEEDED: 'animation.succeeded',
  ANIMATION_FAILED: 'animation.failed',
  ANIMATION_CANCELED: 'animation.canceled',
  WEBHOOK_TEST: 'webhook.test',
};

/** An animation that has ended, with its files in order. */
export type EndedRow = Animation & { outputs: Output[] };

export function newsOf(row: EndedRow): { type: WebhookEventType; data: EndedAnimation } {
  const { id: animationId, imageId, idempotencyKey, status } = row;
  const base = {
    animationId,
    imageId,
    idempotencyKey,
    status,
    video: null,
    poster: null,
    outputs: [],
    failure: null,
  };
  switch (status) {
    case 'SUCCEEDED':
      return { type: 'ANIMATION_SUCCEEDED', data: { ...base, ...filesOf(row) } };
    case 'FAILED': {
      const { failureCode, failureMessage, failureIsRetryable } = row;
      const code = failureCode ?? 'INTERNAL';
      const failure = { code, message: failureMessage ?? '', isRetryable: failureIsRetryable ?? false };
      return { type: 'ANIMATION_FAILED', data: { ...base, failure } };
    }
    case 'CANCELED':
      return { type: 'ANIMATION_CANCELED', data: base };
    default:
      throw new Error(`Expected an animation that has ended, but ${animationId} is ${status}`);
  }
}

function filesOf({ id, outputs, report }: EndedRow) {
  const video = mainVideo(outputs);
  const poster = mainPoster(outputs);
  if (!video || !report) throw new Error(`Expected the video of animation ${id}`);
  const { frames, fps } = report as unknown as RenderReport;
  return {
    video: { ...fileOf(video), durationSeconds: frames / fps },
    poster: poster ? fileOf(poster) : null,
    outputs: outputs.map((output) => ({ ...fileOf(output), ...kindOf(output) })),
  };
}

function fileOf({ storageKey: key, sizeBytes, widthPixels, heightPixels }: Output) {
  return { key, sizeBytes, widthPixels, heightPixels };
}

function kindOf({ kind, format, crop, contentType }: Output) {
  return { kind, format: format.toUpperCase().replaceAll('-', '_'), crop, contentType };
}

/** The body to send: type, time and data, with ids and URLs as in the API. */
export function messageBody(
  { type, createdAt, data }: Pick<WebhookDelivery, 'type' | 'createdAt' | 'data'>,
  names: PublicNames,
): string {
  const news = data as unknown as NewsData;
  const shown = 'animationId' in news ? showAnimation(news as EndedAnimation, names) : {};
  return JSON.stringify({ type: typeNames[type], timestamp: createdAt.toISOString(), data: shown });
}

function showAnimation(ended: EndedAnimation, { globalId, fileUrl }: PublicNames) {
  const { animationId, imageId, video, poster, outputs } = ended;
  return {
    ...ended,
    animationId: globalId('Animation', animationId),
    imageId: globalId('Image', imageId),
    video: video && withUrl(video, fileUrl),
    poster: poster && withUrl(poster, fileUrl),
    outputs: outputs?.map((output) => withUrl(output, fileUrl)),
  };
}

function withUrl<File extends { key: string }>({ key, ...file }: File, fileUrl: PublicNames['fileUrl']) {
  return { url: fileUrl(key), ...file };
}
