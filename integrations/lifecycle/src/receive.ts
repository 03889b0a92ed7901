import { InvalidSignatureError, verifyWebhook } from '@driftscape/client/webhooks';
import { rowOfKey } from './key.ts';

/** Result of a message; the status is 401 unless it is from Driftscape. */
export interface Received {
  status: 204 | 401;
  /** The row to check; undefined if the message is not about this site. */
  row?: number;
}

/**
 * Reads a webhook's message. Its content is not used: it only makes the next step due, which asks Driftscape itself. So
 * messages that arrive twice, late or out of order do no harm.
 * @param body the exact bytes as text
 * @throws Error if the secret is malformed
 */
export function receive(
  site: string,
  secret: string,
  body: string,
  headers: Record<string, string | string[] | undefined>,
): Received {
  try {
    const { data } = verifyWebhook(body, headers, secret);
    const key = 'idempotencyKey' in data ? data.idempotencyKey : null;
    return { status: 204, row: key ? rowOfKey(site, key) : undefined };
  } catch (error) {
    if (error instanceof InvalidSignatureError) return { status: 401 };
    throw error;
  }
}
