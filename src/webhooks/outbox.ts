import type { Animation, Prisma, WebhookDelivery, WebhookEventType } from '../generated/prisma/client.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { type NewsData, newsOf } from './message.ts';

/** Stores messages in the same transaction as their event, so a message is sent exactly if the event is stored. */
export class Outbox {
  readonly #queue: DeliveryQueue;

  constructor(queue: DeliveryQueue) {
    this.#queue = queue;
  }

  /** @param row row of an animation that ends in this transaction */
  async announceEnd(tx: Prisma.TransactionClient, row: Animation): Promise<void> {
    const outputs = await tx.output.findMany({
      where: { animationId: row.id },
      orderBy: { position: 'asc' },
    });
    const { type, data } = newsOf({ ...row, outputs });
    // Locked, so that none is deleted before this transaction commits, which would roll back the animation's end.
    const webhooks = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Webhook"
      WHERE "projectId" = ${row.projectId} AND "disabledAt" IS NULL AND ${type}::"WebhookEventType" = ANY("events")
      ORDER BY "id" FOR KEY SHARE`;
    if (webhooks.length === 0) return;
    const ids = webhooks.map(({ id }) => id);
    await this.add(tx, ids, type, data, row.id);
  }

  /** Stores a delivery for each of the webhooks. */
  async add(
    tx: Prisma.TransactionClient,
    webhookIds: readonly string[],
    type: WebhookEventType,
    data: NewsData,
    animationId?: string,
  ): Promise<WebhookDelivery[]> {
    const news = { animationId, type, data: data as unknown as Prisma.InputJsonObject };
    const deliveries = await tx.webhookDelivery.createManyAndReturn({
      data: webhookIds.map((webhookId) => ({ webhookId, ...news })),
    });
    await this.#queue.add(tx, deliveries);
    return deliveries;
  }
}
