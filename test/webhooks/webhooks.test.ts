import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { ApiBench } from '../api/bench.ts';
import { describeDatabases } from '../support/databases.ts';
import { type Message, Receiver } from './receiver.ts';

interface Registered {
  id: string;
  secret: string;
}

const fault = '... on UserError { code message path }';

function verified({ headers, body }: Message, ...secrets: string[]) {
  const given = headers as Record<string, string>;
  const [message] = secrets.map((secret) => new Verifier(secret).verify(body, given));
  return message as { type: string; timestamp: string; data: Record<string, unknown> };
}

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let receiver: Receiver;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase, { FETCH_ALLOW: '127.0.0.1' });
    imageId = await bench.addImage();
  });

  beforeEach(async () => {
    receiver = await Receiver.open();
  });

  afterEach(async () => {
    await bench.clearQueue();
    await bench.driftscape.prisma.webhook.deleteMany();
    await receiver[Symbol.asyncDispose]();
  });

  afterAll(() => bench[Symbol.asyncDispose]());

  async function change(operation: string, input: object, selection: string) {
    const name = `${operation[0].toUpperCase()}${operation.slice(1)}`;
    const query = `mutation ($input: ${name}Input!) {
      ${operation}(input: $input) { __typename ... on ${name}Success { ${selection} } ${fault} }
    }`;
    return (await bench.ask(query, { input }))[operation];
  }

  async function register(url = receiver.url, events?: string[]): Promise<Registered> {
    const { webhook, secret } = await change('createWebhook', { url, events }, 'secret webhook { id }');
    return { id: webhook.id, secret };
  }

  const test = (webhookId: string) => change('testWebhook', { webhookId }, 'delivery { id status }');
  const update = (input: object) =>
    change('updateWebhook', input, 'webhook { url events isEnabled disabledReason }');
  const redeliver = (deliveryId: string) => change('redeliverWebhook', { deliveryId }, 'delivery { status }');

  it('delays all messages to a receiver that is down, and sends requested ones at once', async () => {
    const { id } = await register();
    const { prisma } = bench.driftscape;
    const until = new Date(Date.now() + 3_600_000);
    await prisma.webhook.updateMany({ data: { failuresInTurn: 5, pausedUntil: until } });
    await bench.cancel(await bench.addAnimation(imageId));
    await expect.poll(() => prisma.webhookDelivery.count()).toBe(1);
    const { id: waiting } = await prisma.webhookDelivery.findFirstOrThrow();
    const startAfter = async () => {
      const [job] = await prisma.$queryRaw<{ at: Date }[]>`
        SELECT start_after AS at FROM jobs.job WHERE id = ${waiting}::uuid`;
      return job?.at.getTime();
    };
    await expect.poll(startAfter, { timeout: 30_000 }).toBe(until.getTime());
    expect(await prisma.webhookDelivery.findFirst()).toMatchObject({ status: 'PENDING', attempts: 0 });
    const { delivery } = await test(id);
    expect((await receiver.next()).headers['webhook-id']).toBe(
      Buffer.from(delivery.id, 'base64url').toString().split(':')[1],
    );
    await redeliver(Buffer.from(`WebhookDelivery:${waiting}`).toString('base64url'));
    expect((await receiver.next()).headers['webhook-id']).toBe(waiting);
  });

  async function deliveriesOf({ id }: Pick<Registered, 'id'>) {
    const query = `query ($webhookId: ID) { webhookDeliveries(first: 100, filter: { webhookId: $webhookId }) { nodes {
      id messageId type status attempts responseStatus error lastAttemptAt animation { id } webhook { url }
    } } }`;
    return (await bench.ask(query, { webhookId: id })).webhookDeliveries.nodes;
  }

  /** Waits until the newest delivery is as asked. */
  async function delivered(webhook: Registered, expected: object) {
    await expect
      .poll(async () => (await deliveriesOf(webhook))[0], { timeout: 20_000 })
      .toMatchObject(expected);
  }

  async function animate(): Promise<string> {
    return bench.addAnimation(imageId, { durationSeconds: 1 });
  }

  async function finishOne(): Promise<string> {
    const id = await animate();
    await (await bench.nextJob()).finish();
    await bench.whenEnded(id);
    return id;
  }

  describe('a webhook', () => {
    it('receives a finished video, with links to it, signed with its secret', async () => {
      const webhook = await register();
      const { animation } = await bench.create(imageId, { durationSeconds: 1 }, { idempotencyKey: 'post-7' });
      await (await bench.nextJob()).finish();
      const message = await receiver.next();
      const { type, timestamp, data } = verified(message, webhook.secret);
      expect(type).toBe('animation.succeeded');
      expect(Date.parse(timestamp)).toBeGreaterThan(Date.now() - 60_000);
      expect(data).toEqual({
        animationId: animation.id,
        imageId,
        idempotencyKey: 'post-7',
        status: 'SUCCEEDED',
        video: {
          url: expect.stringMatching(/^https:\/\/example\.org\/files\/animations\/[\w/-]+\.mp4$/),
          sizeBytes: 7,
          widthPixels: 640,
          heightPixels: 360,
          durationSeconds: 1,
        },
        poster: {
          url: expect.stringMatching(/^https:\/\/example\.org\/files\/animations\/[\w/-]+\.jpg$/),
          sizeBytes: 8,
          widthPixels: 640,
          heightPixels: 360,
        },
        outputs: [
          {
            url: expect.stringMatching(/\.mp4$/),
            kind: 'VIDEO',
            format: 'MP4_H264',
            crop: 'original',
            contentType: 'video/mp4',
            sizeBytes: 7,
            widthPixels: 640,
            heightPixels: 360,
          },
          expect.objectContaining({ kind: 'POSTER', format: 'JPEG', sizeBytes: 8 }),
        ],
        failure: null,
      });
      await delivered(webhook, { status: 'SUCCEEDED', attempts: 1, responseStatus: 204, error: null });
      const [delivery] = await deliveriesOf(webhook);
      expect(delivery).toMatchObject({ type: 'ANIMATION_SUCCEEDED', animation: { id: animation.id } });
      expect(message.headers['webhook-id']).toBe(delivery.messageId);
      expect(message.headers['content-type']).toBe('application/json');
    });

    it('receives a reused video', async () => {
      const first = await bench.create(imageId, { durationSeconds: 2 });
      await (await bench.nextJob()).finish();
      await bench.whenEnded(first.animation.id);
      const webhook = await register();
      const second = await bench.create(imageId, { durationSeconds: 2 }, { reuse: true });
      expect(second.animation.status).toBe('SUCCEEDED');
      const { data } = verified(await receiver.next(), webhook.secret);
      expect(data).toMatchObject({ animationId: second.animation.id, status: 'SUCCEEDED' });
    });

    it('receives failures and cancellations', async () => {
      const webhook = await register();
      const failed = await animate();
      const encoderFailed = new UserError('ENCODER_FAILED', 'The encoder failed', { isRetryable: true });
      (await bench.nextJob()).fail(encoderFailed);
      expect(verified(await receiver.next(), webhook.secret)).toMatchObject({
        type: 'animation.failed',
        data: {
          animationId: failed,
          status: 'FAILED',
          video: null,
          failure: { code: 'ENCODER_FAILED', message: 'The encoder failed', isRetryable: true },
        },
      });
      const running = await animate();
      await bench.nextJob();
      const queued = await animate();
      await bench.cancel(queued);
      const news = { type: 'animation.canceled', data: { status: 'CANCELED', video: null, failure: null } };
      expect(verified(await receiver.next(), webhook.secret)).toMatchObject({
        ...news,
        data: { animationId: queued },
      });
      await bench.cancel(running);
      expect(verified(await receiver.next(), webhook.secret)).toMatchObject({
        ...news,
        data: { animationId: running },
      });
    });

    it('receives only the selected events', async () => {
      const webhook = await register(receiver.url, ['ANIMATION_CANCELED']);
      await finishOne();
      const canceled = await animate();
      await bench.cancel(canceled);
      expect(verified(await receiver.next(), webhook.secret).data.animationId).toBe(canceled);
      expect(await deliveriesOf(webhook)).toHaveLength(1);
    });

    it('can be tested', async () => {
      const webhook = await register();
      expect(await test(webhook.id)).toMatchObject({ delivery: { status: 'PENDING' } });
      expect(verified(await receiver.next(), webhook.secret)).toMatchObject({
        type: 'webhook.test',
        data: {},
      });
      await delivered(webhook, { type: 'WEBHOOK_TEST', status: 'SUCCEEDED', animation: null });
    });

    it('receives a message again, under the same id, until it accepts it', async () => {
      const webhook = await register();
      receiver.willAnswer(500, (response) => response.destroy(), 302);
      await test(webhook.id);
      const messages = [];
      for (let attempt = 1; attempt <= 4; attempt++) messages.push(await receiver.next());
      for (const message of messages) verified(message, webhook.secret);
      expect(new Set(messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(messages.map(({ body }) => body)).size).toBe(1);
      await delivered(webhook, { status: 'SUCCEEDED', attempts: 4, error: null });
    });

    it('logs the result of an attempt', async () => {
      const webhook = await register();
      receiver.willAnswer(503);
      await test(webhook.id);
      await receiver.next();
      await delivered(webhook, {
        status: 'PENDING',
        attempts: 1,
        responseStatus: 503,
        error: 'The receiver answered with status 503',
      });
    });

    it('is given up after 14 attempts, and receives the message again on request', async () => {
      const webhook = await register();
      receiver.willAnswer(500, 500);
      const { delivery } = await test(webhook.id);
      await receiver.next();
      await delivered(webhook, { attempts: 1 });
      await bench.driftscape.prisma.webhookDelivery.updateMany({ data: { attemptsInTurn: 13 } });
      await delivered(webhook, { status: 'FAILED', responseStatus: 500 });
      await receiver.next();
      expect(await redeliver(delivery.id)).toMatchObject({ delivery: { status: 'PENDING' } });
      verified(await receiver.next(), webhook.secret);
      await delivered(webhook, { status: 'SUCCEEDED', attempts: 3 });
    });

    it('is disabled after 410, and receives messages again when enabled', async () => {
      const webhook = await register();
      receiver.willAnswer(410);
      await test(webhook.id);
      await receiver.next();
      await delivered(webhook, { status: 'FAILED', attempts: 1, responseStatus: 410 });
      const disabled = { isEnabled: false, disabledReason: expect.stringContaining('410') };
      const { webhooks } = await bench.ask('{ webhooks { nodes { isEnabled disabledReason } } }');
      expect(webhooks.nodes).toEqual([disabled]);
      expect(await test(webhook.id)).toMatchObject({ __typename: 'InvalidInputError' });
      await finishOne();
      expect(await deliveriesOf(webhook)).toHaveLength(1);
      const { webhook: enabled } = await update({ webhookId: webhook.id, isEnabled: true });
      expect(enabled).toMatchObject({ isEnabled: true, disabledReason: null });
      await test(webhook.id);
      verified(await receiver.next(), webhook.secret);
    });

    it('is signed with the old secret too, for a day after a rotation', async () => {
      const { id, secret } = await register();
      const rotated = await change('rotateWebhookSecret', { webhookId: id }, 'secret');
      expect(rotated.secret).not.toBe(secret);
      await test(id);
      verified(await receiver.next(), secret, rotated.secret);
      await bench.driftscape.prisma.webhook.updateMany({ data: { previousSecretUntil: new Date() } });
      await test(id);
      const message = await receiver.next();
      verified(message, rotated.secret);
      expect(() => verified(message, secret)).toThrow('No matching signature');
    });

    it('never shows its secret again, and never logs it', async () => {
      const webhook = await register();
      receiver.willAnswer(500);
      await test(webhook.id);
      await receiver.next();
      await delivered(webhook, { attempts: 1 });
      const types = ['Webhook', 'WebhookDelivery'];
      for (const name of types) {
        const { __type } = await bench.ask(`{ __type(name: "${name}") { fields { name } } }`);
        const fields = __type.fields.map((field: { name: string }) => field.name);
        expect(fields.filter((field: string) => /secret/i.test(field))).toEqual([]);
      }
      expect(bench.logged.join()).not.toContain(webhook.secret);
    });

    it('can be moved, and can be deleted with its pending messages', async () => {
      const webhook = await register();
      await using other = await Receiver.open();
      const moved = { webhookId: webhook.id, url: other.url, events: ['ANIMATION_FAILED'] };
      expect((await update(moved)).webhook).toMatchObject({ url: other.url, events: ['ANIMATION_FAILED'] });
      await test(webhook.id);
      verified(await other.next(), webhook.secret);
      const input = { webhookId: webhook.id };
      expect(await change('deleteWebhook', input, 'deleted { webhookId }')).toMatchObject({ deleted: input });
      expect(await deliveriesOf(webhook)).toEqual([]);
      for (const gone of [await test(webhook.id), await update(input)]) {
        expect(gone).toMatchObject({ __typename: 'NotFoundError', path: ['input', 'webhookId'] });
      }
    });

    it('is rejected for private addresses, and without events', async () => {
      for (const url of [
        'http://127.0.0.2/',
        'http://10.0.0.1/',
        'http://[::1]/',
        'ftp://a.example',
        'hook',
      ]) {
        const answer = await change('createWebhook', { url }, 'secret');
        expect(answer).toMatchObject({ __typename: 'InvalidUrlError', path: ['input', 'url'] });
      }
      const answer = await change('createWebhook', { url: receiver.url, events: [] }, 'secret');
      expect(answer).toMatchObject({ __typename: 'InvalidInputError', path: ['input', 'events'] });
    });

    it('is not called at an address that has become private', async () => {
      const webhook = await register();
      await bench.driftscape.prisma.webhook.updateMany({ data: { url: 'http://127.0.0.2:9/' } });
      await test(webhook.id);
      await delivered(webhook, { status: 'PENDING', attempts: 1, responseStatus: null });
      expect((await deliveriesOf(webhook))[0].error).toContain('private or reserved network');
    });

    it('delays neither an animation nor another webhook if it is silent or dead', async () => {
      const silent = await register();
      const dead = await register('http://127.0.0.1:1/');
      await using other = await Receiver.open();
      const quick = await register(other.url);
      receiver.willAnswer(
        () => {},
        () => {},
        () => {},
      );
      for (let round = 0; round < 3; round++) {
        const id = await finishOne();
        expect(verified(await other.next(), quick.secret).data.animationId).toBe(id);
      }
      // Nobody waited until it was given up on.
      expect((await deliveriesOf(silent))[0]).toMatchObject({ status: 'PENDING', attempts: 0 });
      await delivered(dead, { status: 'PENDING', responseStatus: null });
    });
  });
});
