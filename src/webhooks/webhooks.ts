import { notFound, UserError } from '../errors.ts';
import type {
  Prisma,
  PrismaClient,
  Webhook,
  WebhookDelivery,
  WebhookEventType,
} from '../generated/prisma/client.ts';
import type { Outbound } from '../net/outbound.ts';
import { defaultProject } from '../project.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import type { Outbox } from './outbox.ts';
import { newSecret, rotation } from './secrets.ts';

/** Events that a webhook can receive. Every webhook can receive tests. */
export const subscribableEvents = [
  'ANIMATION_SUCCEEDED',
  'ANIMATION_FAILED',
  'ANIMATION_CANCELED',
] as const satisfies WebhookEventType[];
export type SubscribableEvent = (typeof subscribableEvents)[number];

/** Most webhooks per project, because every ended animation writes a row for each. */
const mostWebhooks = 50;

/** A manually requested message does not wait for the end of a delay. */
const unpaused = { failuresInTurn: 0, pausedUntil: null };

export interface WebhookChange {
  url?: string;
  events?: readonly SubscribableEvent[];
  isEnabled?: boolean;
}

/** The webhooks of a project, and their deliveries. */
export class Webhooks {
  readonly #prisma: PrismaClient;
  readonly #queue: DeliveryQueue;
  readonly #outbox: Outbox;
  readonly #outbound: Outbound;
  readonly #projectId: string;

  constructor(
    prisma: PrismaClient,
    queue: DeliveryQueue,
    outbox: Outbox,
    outbound: Outbound,
    projectId = defaultProject,
  ) {
    this.#prisma = prisma;
    this.#queue = queue;
    this.#outbox = outbox;
    this.#outbound = outbound;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Webhooks {
    return new Webhooks(this.#prisma, this.#queue, this.#outbox, this.#outbound, projectId);
  }

  /**
   * Registers a URL. The row contains the secret, which must not be shown later.
   * @param events events to send; default: all
   * @throws UserError INVALID_URL, INVALID_INPUT for no events or too many webhooks
   */
  async create({
    url,
    events = subscribableEvents,
  }: {
    url: string;
    events?: readonly SubscribableEvent[];
  }): Promise<Webhook> {
    requireEvents(events);
    await this.#outbound.check(url);
    const projectId = this.#projectId;
    const count = await this.#prisma.webhook.count({ where: { projectId } });
    if (count >= mostWebhooks) {
      throw new UserError('INVALID_INPUT', `Expected at most ${mostWebhooks} webhooks; delete one first`);
    }
    const data = { projectId, url, events: [...new Set(events)], secret: newSecret() };
    return this.#prisma.webhook.create({ data });
  }

  /**
   * Changes the given fields. Enabling a webhook clears the reason why it was disabled.
   * @throws UserError NOT_FOUND, INVALID_URL, INVALID_INPUT for no events
   */
  async update(id: string, { url, events, isEnabled }: WebhookChange): Promise<Webhook> {
    if (events) requireEvents(events);
    if (url !== undefined) await this.#outbound.check(url);
    const data: Prisma.WebhookUncheckedUpdateManyInput = { url, events: events && [...new Set(events)] };
    if (isEnabled !== undefined)
      Object.assign(data, { disabledAt: isEnabled ? null : new Date(), disabledReason: null, ...unpaused });
    return this.#change(id, data);
  }

  /** Deletes a webhook with its deliveries. @throws UserError NOT_FOUND */
  async delete(id: string): Promise<void> {
    const { count } = await this.#prisma.webhook.deleteMany({ where: this.#own(id) });
    if (count === 0) throw notFound('Webhook', id);
  }

  /** Gives a webhook a new secret; the previous one also signs for a day. @throws UserError NOT_FOUND */
  async rotateSecret(id: string): Promise<Webhook> {
    const webhook = await this.#prisma.webhook.findUnique({ where: this.#own(id) });
    if (!webhook) throw notFound('Webhook', id);
    return this.#change(id, rotation(webhook));
  }

  /** Sends a test message. @throws UserError NOT_FOUND, INVALID_INPUT when the webhook is disabled */
  async test(id: string): Promise<WebhookDelivery> {
    return this.#prisma.$transaction(async (tx) => {
      const webhook = await tx.webhook.findUnique({ where: this.#own(id) });
      requireEnabled(webhook, id);
      await tx.webhook.updateMany({ where: this.#own(id), data: unpaused });
      const [delivery] = await this.#outbox.add(tx, [id], 'WEBHOOK_TEST', {});
      return delivery;
    });
  }

  /**
   * Sends a delivery again with the same id, immediately and with the full number of attempts.
   * @throws UserError NOT_FOUND, INVALID_INPUT when its webhook is disabled
   */
  async redeliver(id: string): Promise<WebhookDelivery> {
    return this.#prisma.$transaction(async (tx) => {
      const where = { id, webhook: { projectId: this.#projectId } };
      const found = await tx.webhookDelivery.findUnique({ where, include: { webhook: true } });
      if (!found) throw notFound('WebhookDelivery', id);
      requireEnabled(found.webhook, found.webhookId);
      const delivery = await tx.webhookDelivery.update({
        where: { id },
        data: { status: 'PENDING', attemptsInTurn: 0 },
      });
      await tx.webhook.updateMany({ where: this.#own(found.webhookId), data: unpaused });
      await this.#queue.remove(tx, id);
      await this.#queue.add(tx, [delivery]);
      return delivery;
    });
  }

  #own(id: string) {
    return { id, projectId: this.#projectId };
  }

  async #change(id: string, data: Prisma.WebhookUncheckedUpdateManyInput): Promise<Webhook> {
    const [webhook] = await this.#prisma.webhook.updateManyAndReturn({ where: this.#own(id), data });
    if (!webhook) throw notFound('Webhook', id);
    return webhook;
  }
}

function requireEvents(events: readonly SubscribableEvent[]): void {
  if (events.length > 0) return;
  throw new UserError('INVALID_INPUT', 'Expected at least one event; to receive none, disable the webhook', {
    path: ['events'],
  });
}

function requireEnabled(webhook: Webhook | null, id: string): void {
  if (!webhook) throw notFound('Webhook', id);
  if (webhook.disabledAt)
    throw new UserError('INVALID_INPUT', 'Expected a webhook that is enabled; enable it first');
}
