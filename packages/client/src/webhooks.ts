import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { FailureCode, OutputFormat, OutputKind } from './generated/types.ts';

interface File {
  url: string;
  sizeBytes: number;
  widthPixels: number;
  heightPixels: number;
}

interface Output extends File {
  kind: OutputKind;
  format: OutputFormat;
  /** Name of the crop, such as `original`. */
  crop: string;
  /** Media type, such as `video/mp4`. */
  contentType: string;
}

interface Ended {
  animationId: string;
  imageId: string;
  /** The key passed to `createAnimation`; null if there was none. */
  idempotencyKey: string | null;
}

/** A webhook message (docs/webhooks.md); `type` is its kind. */
export type WebhookMessage = { timestamp: string } & (
  | {
      type: 'animation.succeeded';
      data: Ended & {
        status: 'SUCCEEDED';
        video: File & { durationSeconds: number };
        poster: File | null;
        /** All files, in the order of `settings.outputs`. */
        outputs: Output[];
        failure: null;
      };
    }
  | {
      type: 'animation.failed';
      data: Ended & {
        status: 'FAILED';
        video: null;
        poster: null;
        outputs: [];
        failure: { code: FailureCode; message: string; isRetryable: boolean };
      };
    }
  | {
      type: 'animation.canceled';
      data: Ended & { status: 'CANCELED'; video: null; poster: null; outputs: []; failure: null };
    }
  | { type: 'webhook.test'; data: Record<string, never> }
);

/** A message that was not signed with this secret, or is older than five minutes. Respond with 401. */
export class InvalidSignatureError extends Error {
  override readonly name = 'InvalidSignatureError';
}

/**
 * Verifies that a message comes from Driftscape, and parses it (Standard Webhooks).
 * @param body the unmodified body, as text or bytes: parsing and serialising it again would change its signature
 * @param secret `whsec_…`, as returned by `createWebhook`
 * @throws InvalidSignatureError
 * @throws TypeError if the body or the headers are missing, or the secret is none
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string,
): WebhookMessage {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string') {
    throw new TypeError(`Expected the unmodified body as text or bytes, but received ${typeof body}`);
  }
  if (!headers) throw new TypeError(`Expected the headers of the request, but received ${headers}`);
  const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  const single = Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const webhook = webhookOf(secret);
  try {
    return webhook.verify(text, Object.fromEntries(single)) as WebhookMessage;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new InvalidSignatureError(error.message, { cause: error });
  }
}

function webhookOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    // The secret itself is not for logs.
    const message = 'Expected a secret as createWebhook returned it (whsec_…), without quotes or line breaks';
    throw new TypeError(message, { cause });
  }
}
