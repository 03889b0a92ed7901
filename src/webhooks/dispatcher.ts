import { UserError } from '../errors.ts';
import type { Prisma, PrismaClient, Webhook, WebhookDelivery } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';
import type { Outbound } from '../net/outbound.ts';
import { WorkLoop } from '../work-loop.ts';
import { afterAttempt } from './breaker.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { messageBody, type PublicNames } from './message.ts';
import { signedHeaders } from './secrets.ts';

/**
 * Most concurrent attempts in this process. The queue gives each webhook one at a time, so a slow receiver delays only
 * itself.
 */
const slots = 16;
/** Of these, the share for receivers whose last attempt failed. However many are down, the rest is left for others. */
const slotsForFailing = 4;
/** How long a message waits for such a slot. */
const failingWaitMs = 5_000;
/** Most slots for the receivers of one project, so slow receivers of a project use at most half. */
const slotsOfProject = 8;
/** How long a message waits for such a slot. */
const projectWaitMs = 2_000;
const attemptTimeoutMs = 15_000; // 15 seconds
/** With the queue's delays, doubling from 15 s to 6 h, they take about a day. */
const maxAttempts = 14;
const pauseAfterErrorMs = 1_000;

export interface WebhookDispatcherParts {
  prisma: PrismaClient;
  queue: DeliveryQueue;
  outbound: Outbound;
  names: PublicNames;
  log: Log;
  /** How often to check for deliveries whose delay is over. Default: 5 s. */
  pollMs?: number;
}

type PendingDelivery = WebhookDelivery & { webhook: Webhook };

/** Result of an attempt: the response status, if any, and the error; null on success. */
interface Answer {
  responseStatus: number | null;
  error: string | null;
}

/** HTTP status of receivers that want no more messages. */
const gone = 410;

/** Sends the deliveries that wait in the queue. */
export class WebhookDispatcher {
  readonly #parts: WebhookDispatcherParts;
  readonly #loop: WorkLoop;
  readonly #underWay = new Set<Promise<void>>();
  #failingUnderWay = 0;
  readonly #underWayOf = new Map<string, number>();
  #unlisten: () => Promise<void> = async () => {};

  private constructor(parts: WebhookDispatcherParts) {
    this.#parts = parts;
    this.#loop = new WorkLoop({
      look: () => this.#look(),
      onError: (error) => {
        parts.log.error({ err: error }, 'the webhook dispatcher continues after an error');
        return pauseAfterErrorMs;
      },
    });
  }

  static async start(parts: WebhookDispatcherParts): Promise<WebhookDispatcher> {
    const dispatcher = new WebhookDispatcher(parts);
    dispatcher.#unlisten = await parts.queue.listen(() => dispatcher.#loop.wake());
    dispatcher.#loop.start();
    return dispatcher;
  }

  /** Stops; interrupted attempts are retried later. */
  async close(): Promise<void> {
    await this.#loop.close();
    await Promise.all(this.#underWay);
    await this.#unlisten();
  }

  /** Starts due deliveries while there are free slots. @returns how long to sleep, in ms */
  async #look(): Promise<number> {
    const { queue, pollMs = 5_000 } = this.#parts;
    const free = slots - this.#underWay.size;
    const due = free > 0 ? await queue.take(free) : [];
    for (const id of due) this.#begin(id);
    return due.length > 0 ? 0 : pollMs;
  }

  #begin(id: string): void {
    const { log } = this.#parts;
    const done = this.#deliver(id)
      // The queue releases it when it has been taken for too long.
      .catch((error) =>
        log.error({ err: error, delivery: id }, 'the result of a delivery could not be stored'),
      )
      .finally(() => {
        this.#underWay.delete(done);
        this.#loop.wake();
      });
    this.#underWay.add(done);
  }

  async #deliver(id: string): Promise<void> {
    const { prisma, queue } = this.#parts;
    const delivery = await prisma.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } });
    if (delivery?.status !== 'PENDING') {
      await prisma.$transaction((tx) => queue.remove(tx, id));
    } else if (delivery.webhook.disabledAt) {
      await this.#settle(delivery, { status: 'FAILED', error: 'The webhook is disabled' });
    } else {
      const startAt = this.#startOf(delivery.webhook);
      if (startAt) await prisma.$transaction((tx) => queue.postpone(tx, delivery, startAt));
      else await this.#attempt(delivery);
    }
  }

  /** When an attempt may start if not now; null: immediately. */
  #startOf({ projectId, failuresInTurn, pausedUntil }: Webhook): Date | null {
    if (pausedUntil && pausedUntil.getTime() > Date.now()) return pausedUntil;
    const after = (ms: number) => new Date(Date.now() + ms);
    if (failuresInTurn > 0 && this.#failingUnderWay >= slotsForFailing) return after(failingWaitMs);
    return this.#countOf(projectId) >= slotsOfProject ? after(projectWaitMs) : null;
  }

  #countOf(projectId: string): number {
    return this.#underWayOf.get(projectId) ?? 0;
  }

  /** Holds slots for an attempt until it is disposed. */
  #hold({ projectId, failuresInTurn }: Webhook): Disposable {
    const failing = failuresInTurn > 0 ? 1 : 0;
    this.#failingUnderWay += failing;
    this.#underWayOf.set(projectId, this.#countOf(projectId) + 1);
    return {
      [Symbol.dispose]: () => {
        this.#failingUnderWay -= failing;
        const left = this.#countOf(projectId) - 1;
        if (left > 0) this.#underWayOf.set(projectId, left);
        else this.#underWayOf.delete(projectId);
      },
    };
  }

  async #attempt(delivery: PendingDelivery): Promise<void> {
    const { prisma, queue } = this.#parts;
    const answer = await this.#sendInTurn(delivery);
    if (answer === 'broken off') await prisma.$transaction((tx) => queue.putBack(tx, delivery.id));
    else await this.#conclude(delivery, answer);
  }

  async #sendInTurn(delivery: PendingDelivery): Promise<Answer | 'broken off'> {
    using _places = this.#hold(delivery.webhook);
    return await this.#send(delivery);
  }

  async #send(delivery: PendingDelivery): Promise<Answer | 'broken off'> {
    const { outbound, names } = this.#parts;
    const { id, webhook } = delivery;
    const body = messageBody(delivery, names);
    try {
      const responseStatus = await outbound.post(webhook.url, {
        body,
        headers: { 'content-type': 'application/json', ...signedHeaders(webhook, id, body) },
        timeoutMs: attemptTimeoutMs,
        signal: this.#loop.closing,
      });
      const isTaken = responseStatus >= 200 && responseStatus < 300;
      return {
        responseStatus,
        error: isTaken ? null : `The receiver answered with status ${responseStatus}`,
      };
    } catch (error) {
      if (this.#loop.closing.aborted) return 'broken off';
      if (error instanceof UserError) return { responseStatus: null, error: error.message };
      throw error;
    }
  }

  async #conclude(delivery: PendingDelivery, { responseStatus, error }: Answer): Promise<void> {
    const attemptsInTurn = delivery.attemptsInTurn + 1;
    const isGone = responseStatus === gone;
    const isLast = isGone || attemptsInTurn >= maxAttempts;
    const status = error === null ? 'SUCCEEDED' : isLast ? 'FAILED' : 'PENDING';
    const counts = { attempts: { increment: 1 }, attemptsInTurn, lastAttemptAt: new Date() };
    const { id, webhookId, webhook } = delivery;
    const { prisma, queue } = this.#parts;
    // Before the message waits again, because the next one of this webhook reads it.
    if (webhook.failuresInTurn > 0 || error !== null) {
      const data = afterAttempt(webhook, responseStatus, queue.pauses);
      await prisma.webhook.updateMany({ where: { id: webhookId }, data });
    }
    await this.#settle(delivery, { status, responseStatus, error, ...counts }, isGone);
    this.#parts.log.info(
      { delivery: id, webhook: webhookId, status, responseStatus, error },
      'tried a delivery',
    );
  }

  /** Stores the result of an attempt together with the queue's next step. */
  async #settle(
    { id, webhookId }: PendingDelivery,
    change: Prisma.WebhookDeliveryUncheckedUpdateManyInput,
    isGone = false,
  ): Promise<void> {
    const { prisma, queue } = this.#parts;
    await prisma.$transaction(async (tx) => {
      await tx.webhookDelivery.updateMany({ where: { id, status: 'PENDING' }, data: change });
      if (change.status === 'PENDING') await queue.putBack(tx, id);
      else await queue.remove(tx, id);
      if (!isGone) return;
      const disabled = {
        disabledAt: new Date(),
        disabledReason: 'The receiver answered with status 410: gone',
      };
      await tx.webhook.updateMany({ where: { id: webhookId, disabledAt: null }, data: disabled });
    });
  }
}
