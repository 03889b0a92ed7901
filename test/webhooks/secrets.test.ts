import { Webhook as Verifier } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { newSecret, rotation, signedHeaders } from '../../src/webhooks/secrets.ts';

const body = '{"type":"webhook.test"}';

it('secrets have the form of Standard Webhooks and are unique', () => {
  const [first, second] = [newSecret(), newSecret()];
  expect(first).toMatch(/^whsec_[A-Za-z\d+/]{43}=$/);
  expect(first).not.toBe(second);
});

it('a rotated secret also signs with the old one for 24 hours', () => {
  const now = new Date();
  const secret = newSecret();
  const rotated = rotation({ secret }, now);
  const afterHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const signatures = (hours: number) =>
    signedHeaders(rotated, 'm', body, afterHours(hours))['webhook-signature'].split(' ');
  expect(signatures(23.9)).toEqual([
    new Verifier(rotated.secret).sign('m', afterHours(23.9), body),
    new Verifier(secret).sign('m', afterHours(23.9), body),
  ]);
  expect(signatures(24)).toEqual([new Verifier(rotated.secret).sign('m', afterHours(24), body)]);
});

it('a signature is valid only for its body', () => {
  const secret = newSecret();
  const headers = signedHeaders({ secret, previousSecret: null, previousSecretUntil: null }, 'm', body);
  expect(new Verifier(secret).verify(body, headers)).toEqual({ type: 'webhook.test' });
  expect(() => new Verifier(secret).verify(body.replace('test', 'best'), headers)).toThrow();
});
