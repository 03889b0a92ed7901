import { InvalidSignatureError, verifyWebhook } from '@driftscape/client/webhooks';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';

const secret = `whsec_${Buffer.from('a secret that nobody knows').toString('base64')}`;
const body = JSON.stringify({ type: 'webhook.test', timestamp: '2026-11-24T21:30:26.120Z', data: {} });
const sentAt = new Date();
const headers = {
  'Webhook-Id': 'msg_1',
  'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', sentAt, body),
};

describe('verifyWebhook', () => {
  it('reads a signed message, with headers in any form', () => {
    expect(verifyWebhook(body, headers, secret)).toMatchObject({ type: 'webhook.test', data: {} });
    expect(verifyWebhook(body, new Headers(headers), secret).type).toBe('webhook.test');
  });

  it('knows the files of an animation', () => {
    const output = { url: 'https://example.org/a.mp4', kind: 'VIDEO', format: 'MP4_H264', crop: 'original' };
    const text = JSON.stringify({ type: 'animation.succeeded', data: { outputs: [output] } });
    const signature = new Webhook(secret).sign('msg_1', sentAt, text);
    const message = verifyWebhook(text, { ...headers, 'webhook-signature': signature }, secret);
    const files = message.type === 'animation.succeeded' ? message.data.outputs : [];
    expect(files.map(({ format, url }) => [format, url])).toEqual([['MP4_H264', output.url]]);
  });

  it.each([
    ['another body', body.replace('test', 'tent'), headers, secret],
    ['no signature', body, {}, secret],
    ['another secret', body, headers, `whsec_${Buffer.from('another').toString('base64')}`],
  ])('rejects %s', (_what, text, given, key) => {
    expect(() => verifyWebhook(text, given, key)).toThrow(InvalidSignatureError);
  });

  it('reads the bytes of a body as well as its text', () => {
    expect(verifyWebhook(new TextEncoder().encode(body), headers, secret).type).toBe('webhook.test');
  });

  it.each([
    ['the unmodified body as text or bytes, but received undefined', undefined, headers],
    ['the unmodified body as text or bytes, but received object', JSON.parse(body), headers],
    ['the headers of the request, but received null', body, null],
    ['the headers of the request, but received undefined', body, undefined],
  ])('expected %s', (expected, text, given) => {
    expect(() => verifyWebhook(text, given as typeof headers, secret)).toThrow(
      new TypeError(`Expected ${expected}`),
    );
  });

  it.each(['', '"quoted"', `${secret}\n`])('says that %j is no secret, without repeating it', (wrong) => {
    const message = 'Expected a secret as createWebhook returned it (whsec_…), without quotes or line breaks';
    expect(() => verifyWebhook(body, headers, wrong)).toThrow(new TypeError(message));
  });
});
