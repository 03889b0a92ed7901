import { InvalidSignatureError, verifyWebhook } from '@driftscape/client/webhooks';
import { rowOfKey } from './key.ts';

/** How a message is answered: 401 unless it is Driftscape's own. */
export interface Heard {
  status: 204 | 401;
  /** The row that is to be looked after; undefined where the message is no news of this site. */
  row?: number;
}

/**
 * Reads a webhook's message. What it says of the end is not taken over: it has the next step taken, which asks Driftscape itself. So a message
 * that comes twice, late or out of order does no harm.
 * @param body as it came, to the byte
 * @throws Error where the secret is no secret
 */
export function hear(
  site: string,
  secret: string,
  body: string,
  headers: Record<string, string | string[] | undefined>,
): Heard {
  try {
    const { data } = verifyWebhook(body, headers, secret);
    const key = 'idempotencyKey' in data ? data.idempotencyKey : null;
    return { status: 204, row: key ? rowOfKey(site, key) : undefined };
  } catch (error) {
    if (error instanceof InvalidSignatureError) return { status: 401 };
    throw error;
  }
}
