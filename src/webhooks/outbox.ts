import type { Animation, Prisma, WebhookDelivery, WebhookEventType } from '../generated/prisma/client.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { type NewsData, newsOf } from './message.ts';

/** Writes down what is to be sent, in the transaction that makes it true: what is stored is sent, and nothing else. */
export class Outbox {
  readonly #queue: DeliveryQueue;

  constructor(queue: DeliveryQueue) {
    this.#queue = queue;
  }

  /** @param row of an animation that ends in this transaction */
  async announceEnd(tx: Prisma.TransactionClient, row: Animation): Promise<void> {
    const { type, data } = newsOf(row);
    // Locked, so that none is deleted before this transaction ends: that would undo the animation's end.
    const webhooks = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Webhook" WHERE "disabledAt" IS NULL AND ${type}::"WebhookEventType" = ANY("events") ORDER BY "id"
      FOR KEY SHARE`;
    for (const { id } of webhooks) await this.add(tx, id, type, data, row.id);
  }

  /** Writes down a delivery to one webhook. */
  async add(
    tx: Prisma.TransactionClient,
    webhookId: string,
    type: WebhookEventType,
    data: NewsData,
    animationId?: string,
  ): Promise<WebhookDelivery> {
    const delivery = await tx.webhookDelivery.create({
      data: { webhookId, animationId, type, data: data as unknown as Prisma.InputJsonObject },
    });
    await this.#queue.add(tx, delivery);
    return delivery;
  }
}
