import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import type { Webhook } from '../generated/prisma/client.ts';

const secretBytes = 32;
/** How long the previous secret also signs, so that receivers can switch without a gap. */
const overlapMs = 24 * 60 * 60_000; // 1 day

/** A secret in the format of Standard Webhooks. */
export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}

/** Changed columns of a webhook with a new secret. */
export function rotation({ secret }: Pick<Webhook, 'secret'>, now = new Date()) {
  return {
    secret: newSecret(),
    previousSecret: secret,
    previousSecretUntil: new Date(now.getTime() + overlapMs),
  };
}

/** The headers that contain a message's id, time and signature (Standard Webhooks). */
export function signedHeaders(
  webhook: Pick<Webhook, 'secret' | 'previousSecret' | 'previousSecretUntil'>,
  messageId: string,
  body: string,
  now = new Date(),
): Record<string, string> {
  const { secret, previousSecret, previousSecretUntil } = webhook;
  const secrets = [secret];
  if (previousSecret && previousSecretUntil && previousSecretUntil > now) secrets.push(previousSecret);
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Signer(each).sign(messageId, now, body)).join(' '),
  };
}
