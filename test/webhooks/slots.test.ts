import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { newSecret } from '../../src/webhooks/secrets.ts';
import { ApiBench } from '../api/bench.ts';
import { startWebServer, type WebServer } from '../net/web-server.ts';
import { describeDatabases } from '../support/databases.ts';
import { Receiver } from './receiver.ts';

/** More than there are places. */
const receivers = 20;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  /** Takes messages and never answers. */
  let silent: WebServer;
  let unanswered = 0;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase, { FETCH_ALLOW: '127.0.0.1' });
  });

  beforeEach(async () => {
    unanswered = 0;
    silent = await startWebServer(() => {
      unanswered += 1;
    });
  });

  afterEach(async () => {
    await bench.driftscape.prisma.webhook.deleteMany();
    await silent[Symbol.asyncDispose]();
  });

  afterAll(() => bench[Symbol.asyncDispose]());

  /** Registers many receivers that never answer. @returns their ids */
  async function registerSilent(more: { projectId?: string; failuresInTurn?: number }): Promise<string[]> {
    const data = Array.from({ length: receivers }, (_, i) => ({
      url: `${silent.url}/${i}`,
      events: ['ANIMATION_CANCELED' as const],
      secret: newSecret(),
      ...more,
    }));
    const rows = await bench.driftscape.prisma.webhook.createManyAndReturn({ data });
    return rows.map(({ id }) => id);
  }

  /** Resolves when a receiver of the first project, one that answers, has its message. */
  async function sendToOther(): Promise<void> {
    await using other = await Receiver.open();
    const { webhooks } = bench.driftscape;
    const { id } = await webhooks.create({ url: other.url });
    await webhooks.test(id);
    await other.next();
  }

  it('silent receivers of a project use at most half of the slots, and messages of others continue', async () => {
    const { id: projectId } = await bench.driftscape.prisma.project.create({ data: { name: randomUUID() } });
    const { webhooks } = bench.driftscape.forProject(projectId);
    for (const id of await registerSilent({ projectId })) await webhooks.test(id);
    await expect.poll(() => unanswered, { timeout: 20_000 }).toBe(8);
    await sendToOther();
    await sendToOther();
    // Long before the first is given up.
    expect(unanswered).toBe(8);
  });

  it('receivers that failed last time use at most a quarter of the slots', async () => {
    await registerSilent({ failuresInTurn: 1 });
    await bench.cancel(await bench.addAnimation(await bench.addImage()));
    await expect.poll(() => unanswered, { timeout: 20_000 }).toBe(4);
    await sendToOther();
    await sendToOther();
    expect(unanswered).toBe(4);
  });
});
