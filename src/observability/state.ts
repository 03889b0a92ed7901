import { setTimeout } from 'node:timers/promises';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { QueueState } from './metrics.ts';

/** A part that does not respond within this time counts as failed. */
const answerWithinMs = 2_000;

export type Part = 'database' | 'queue' | 'storage' | 'engine';

/**
 * The parts a process needs to serve requests, each `ok` or an error. If there is an engine, it starts with the
 * process, and again for the next animation after a crash.
 */
export type Readiness = Partial<Record<Part, string>>;

export async function queueState(prisma: PrismaClient): Promise<QueueState> {
  // Reads only waiting ones, however many have ended.
  const [{ _count: queued, _min: oldest }, running] = await Promise.all([
    prisma.animation.aggregate({ where: { status: 'QUEUED' }, _count: true, _min: { createdAt: true } }),
    prisma.animation.count({ where: { status: 'RUNNING' } }),
  ]);
  const since = oldest.createdAt?.getTime() ?? Date.now();
  return { queued, running, oldestSeconds: Math.max(0, Date.now() - since) / 1000 };
}

/**
 * Checks that every part works.
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
