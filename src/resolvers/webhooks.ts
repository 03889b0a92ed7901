import type { Prisma, Webhook, WebhookDelivery, WebhookDeliveryStatus } from '../generated/prisma/client.ts';
import type { SubscribableEvent } from '../webhooks/webhooks.ts';
import { newestFirst } from './animations.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';
import { requireRowId, rowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

export interface CreateWebhookArguments {
  url: string;
  events?: readonly SubscribableEvent[] | null;
}

export interface UpdateWebhookArguments {
  webhookId: string;
  url?: string | null;
  events?: readonly SubscribableEvent[] | null;
  isEnabled?: boolean | null;
}

/** A webhook, with its secret for this one time. */
export interface WebhookWithSecret {
  webhook: Webhook;
  secret: string;
}

/** @throws UserError INVALID_URL, INVALID_INPUT. */
export async function createWebhook(
  { url, events }: CreateWebhookArguments,
  { webhooks }: ApiContext,
): Promise<WebhookWithSecret> {
  const webhook = await placed(webhooks.create({ url, events: events ?? undefined }));
  return { webhook, secret: webhook.secret };
}

/** @throws UserError NOT_FOUND, INVALID_URL, INVALID_INPUT. */
export async function updateWebhook(
  { webhookId, url, events, isEnabled }: UpdateWebhookArguments,
  { webhooks }: ApiContext,
): Promise<Webhook> {
  const id = requireRowId('Webhook', webhookId, ['input', 'webhookId']);
  const change = { url: url ?? undefined, events: events ?? undefined, isEnabled: isEnabled ?? undefined };
  return placed(webhooks.update(id, change));
}

/** @returns the global id of what is gone. @throws UserError NOT_FOUND. */
export async function deleteWebhook(
  { webhookId }: { webhookId: string },
  { webhooks }: ApiContext,
): Promise<{ webhookId: string }> {
  await placed(webhooks.delete(requireRowId('Webhook', webhookId, ['input', 'webhookId'])));
  return { webhookId };
}

/** @throws UserError NOT_FOUND. */
export async function rotateWebhookSecret(
  { webhookId }: { webhookId: string },
  { webhooks }: ApiContext,
): Promise<WebhookWithSecret> {
  const id = requireRowId('Webhook', webhookId, ['input', 'webhookId']);
  const webhook = await placed(webhooks.rotateSecret(id));
  return { webhook, secret: webhook.secret };
}

/** @throws UserError NOT_FOUND, INVALID_INPUT when it is disabled. */
export async function testWebhook(
  { webhookId }: { webhookId: string },
  { webhooks }: ApiContext,
): Promise<WebhookDelivery> {
  return placed(webhooks.test(requireRowId('Webhook', webhookId, ['input', 'webhookId'])));
}

/** @throws UserError NOT_FOUND, INVALID_INPUT when its webhook is disabled. */
export async function redeliverWebhook(
  { deliveryId }: { deliveryId: string },
  { webhooks }: ApiContext,
): Promise<WebhookDelivery> {
  const path = ['input', 'deliveryId'];
  return placed(webhooks.redeliver(requireRowId('WebhookDelivery', deliveryId, path)), path);
}

async function placed<Result>(work: Promise<Result>, subject = ['input', 'webhookId']): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw relocateError(error, ({ code, path }) => {
      if (code === 'INVALID_URL') return ['input', 'url'];
      if (code === 'NOT_FOUND') return subject;
      return ['input', ...path];
    });
  }
}

type Page<Arguments> = Pick<Arguments, Extract<keyof Arguments, 'include' | 'cursor' | 'take' | 'skip'>>;

export interface WebhookFilter extends DateRange {
  isEnabled?: boolean | null;
}

/** A page of webhooks, newest first. `query` is the selection and the page that Pothos planned. */
export async function webhooks(
  query: Page<Prisma.WebhookFindManyArgs>,
  filter: WebhookFilter | null | undefined,
  { prisma, projectId }: ApiContext,
): Promise<Webhook[]> {
  const where: Prisma.WebhookWhereInput = { projectId, ...createdWithin(filter) };
  if (filter?.isEnabled != null) where.disabledAt = filter.isEnabled ? null : { not: null };
  return prisma.webhook.findMany({ ...query, where, orderBy: newestFirst });
}

export interface DeliveryFilter extends DateRange {
  webhookId?: string | null;
  animationId?: string | null;
  status?: readonly WebhookDeliveryStatus[] | null;
}

/** The rows a filter lets through, newest first, as a query. */
export function deliveriesMatching(filter: DeliveryFilter | null | undefined) {
  const { webhookId, animationId, status } = filter ?? {};
  const where: Prisma.WebhookDeliveryWhereInput = createdWithin(filter);
  if (status) where.status = { in: [...status] };
  // An id that nobody gave out matches no row.
  if (webhookId != null) where.webhookId = rowId('Webhook', webhookId) ?? '';
  if (animationId != null) where.animationId = rowId('Animation', animationId) ?? '';
  return { where, orderBy: newestFirst };
}

/** A page of deliveries, newest first. `query` is the selection and the page that Pothos planned. */
export async function deliveries(
  query: Page<Prisma.WebhookDeliveryFindManyArgs>,
  filter: DeliveryFilter | null | undefined,
  { prisma, projectId }: ApiContext,
): Promise<WebhookDelivery[]> {
  const { where, orderBy } = deliveriesMatching(filter);
  return prisma.webhookDelivery.findMany({ ...query, where: { ...where, webhook: { projectId } }, orderBy });
}
