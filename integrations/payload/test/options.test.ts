import { expect, it } from 'vitest';
import { endpointOf } from '../src/options.ts';
import { driftscape } from '../src/plugin.ts';

const url = 'https://driftscape.example.org';
const webhookSecret = `whsec_${Buffer.alloc(24).toString('base64')}`;
const uploadCollections = ['media'] as never[];

it.each(['', 'driftscape.example.org', 'ws://driftscape.example.org', undefined])(
  'refuses a wrong URL at start: "%s"',
  (wrong) => {
    const message = `Expected \`url\`, such as https://driftscape.example.org, but received "${wrong}"`;
    expect(() => driftscape({ url: wrong as string, webhookSecret, uploadCollections })).toThrow(message);
  },
);

it.each(['', 'dsk_secret', undefined])(
  'refuses a wrong secret at start, without showing it: "%s"',
  (wrong) => {
    const message = /^Expected `webhookSecret` to be the secret from createWebhook: whsec_…$/;
    expect(() => driftscape({ url, webhookSecret: wrong as string, uploadCollections })).toThrow(message);
  },
);

it('accepts the URL of a server and that of its endpoint, also below a path', () => {
  for (const given of [url, `${url}/`, `${url}/graphql`, `${url}/graphql/`]) {
    expect(endpointOf(given)).toBe(`${url}/graphql`);
  }
  for (const given of [`${url}/motion`, `${url}/motion/`, `${url}/motion/graphql`]) {
    expect(endpointOf(given)).toBe(`${url}/motion/graphql`);
  }
  expect(endpointOf(`${url}/graphql-proxy`)).toBe(`${url}/graphql-proxy/graphql`);
});
