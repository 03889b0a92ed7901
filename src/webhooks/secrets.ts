import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';
import type { Webhook } from '../generated/prisma/client.ts';

const secretBytes = 32;
/** How long the secret before the current one signs too, so that receivers can change over without a gap. */
const overlapMs = 24 * 60 * 60_000; // 1 day

/** A secret in the form that Standard Webhooks gives it. */
export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}

/** What of a webhook changes when it gets a new secret. */
export function rotation({ secret }: Pick<Webhook, 'secret'>, now = new Date()) {
  return {
    secret: newSecret(),
    previousSecret: secret,
    previousSecretUntil: new Date(now.getTime() + overlapMs),
  };
}

/** The headers by which a receiver knows a message, when it was sent and that it is from here (Standard Webhooks). */
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
