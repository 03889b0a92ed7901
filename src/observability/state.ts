import { setTimeout } from 'node:timers/promises';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { QueueState } from './metrics.ts';

/** A part that does not answer within this time counts as out of order. */
const answerWithinMs = 2_000;

export type Part = 'database' | 'queue' | 'storage' | 'engine';

/**
 * What a process needs to take requests, each part `ok` or what is wrong with it. An engine, where there is one, is started with
 * the process, and anew for the next animation when it crashed.
 */
export type Readiness = Partial<Record<Part, string>>;

export async function queueState(prisma: PrismaClient): Promise<QueueState> {
  // Looks at those that wait alone, however many have ended.
  const [{ _count: queued, _min: oldest }, running] = await Promise.all([
    prisma.animation.aggregate({ where: { status: 'QUEUED' }, _count: true, _min: { createdAt: true } }),
    prisma.animation.count({ where: { status: 'RUNNING' } }),
  ]);
  const since = oldest.createdAt?.getTime() ?? Date.now();
  return { queued, running, oldestSeconds: Math.max(0, Date.now() - since) / 1000 };
}

/**
 * Asks every part whether it works.
 * @param checkStorage throws unless files can be written and read
 * @param hasEngine whether this process renders
 */
export async function readiness(
  prisma: PrismaClient,
  checkStorage: () => Promise<void>,
  hasEngine: boolean,
): Promise<Readiness> {
  const [database, queue, storage] = await Promise.all([
    answer(prisma.$queryRaw`SELECT 1`),
    answer(prisma.$queryRaw`SELECT version FROM jobs.version`),
    answer(checkStorage()),
  ]);
  return { database, queue, storage, ...(hasEngine && { engine: 'ok' }) };
}

async function answer(question: Promise<unknown>): Promise<string> {
  const timer = new AbortController();
  const timeout = setTimeout(answerWithinMs, 'no answer', { signal: timer.signal }).catch(() => 'no answer');
  const answered = question.then(
    () => 'ok',
    () => 'out of reach',
  );
  return Promise.race([answered, timeout]).finally(() => timer.abort());
}
