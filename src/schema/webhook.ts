import {
  WebhookDeliveryStatus as deliveryStatuses,
  WebhookEventType as eventTypes,
} from '../generated/prisma/client.ts';
import { deliveriesMatching } from '../resolvers/webhooks.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';

export const WebhookEvent = builder.enumType('WebhookEvent', {
  description: 'What a webhook can hear of.',
  values: {
    [eventTypes.ANIMATION_SUCCEEDED]: { description: '`animation.succeeded`: video and poster are there.' },
    [eventTypes.ANIMATION_FAILED]: { description: '`animation.failed`: it ended without a video.' },
    [eventTypes.ANIMATION_CANCELED]: { description: '`animation.canceled`: it was canceled.' },
  } as const,
});

const WebhookMessageType = builder.enumType('WebhookMessageType', {
  description: 'What a message is about.',
  values: {
    [eventTypes.ANIMATION_SUCCEEDED]: { description: '`animation.succeeded`: video and poster are there.' },
    [eventTypes.ANIMATION_FAILED]: { description: '`animation.failed`: it ended without a video.' },
    [eventTypes.ANIMATION_CANCELED]: { description: '`animation.canceled`: it was canceled.' },
    [eventTypes.WEBHOOK_TEST]: { description: '`webhook.test`: nothing, it was asked for by `testWebhook`.' },
  } as const,
});

const WebhookDeliveryStatus = builder.enumType('WebhookDeliveryStatus', {
  description: 'Where a delivery is.',
  values: {
    [deliveryStatuses.PENDING]: { description: 'Waits for its first or its next attempt.' },
    [deliveryStatuses.SUCCEEDED]: { description: 'The receiver answered with a status 2xx.' },
    [deliveryStatuses.FAILED]: { description: 'Given up; `error` says why. It can be sent again.' },
  } as const,
});

export const WebhookDelivery = builder.prismaNode('WebhookDelivery', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, webhook: { projectId } }),
  nullable: true,
  description: 'A message to a webhook. Deliveries are kept for 30 days.',
  authScopes: { admin: true },
  fields: (t) => ({
    type: t.expose('type', { type: WebhookMessageType, description: 'What the message is about.' }),
    status: t.expose('status', { type: WebhookDeliveryStatus, description: 'Where it is.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    lastAttemptAt: t.expose('lastAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last tried. Null before the first attempt.',
    }),
    responseStatus: t.exposeInt('responseStatus', {
      nullable: true,
      description: 'HTTP status of the last response. Null if there was none.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'What went wrong in the last attempt. Null when nothing did.',
    }),
    messageId: t.exposeString('id', {
      description: 'The header `webhook-id` of the message, the same in every attempt.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the reported event happened.' }),
    webhook: t.relation('webhook', { description: 'Where it is sent.' }),
    animation: t.relation('animation', {
      nullable: true,
      description: 'What it is about. Null for a test, and when the animation is deleted.',
    }),
  }),
});

export const WebhookDeliveryConnection = builder.connectionObject(
  { type: WebhookDelivery, name: 'WebhookDeliveryConnection', description: 'A page of deliveries.' },
  { name: 'WebhookDeliveryEdge', description: 'A delivery in a list.' },
);

export const WebhookDeliveryFilter = builder.inputType('WebhookDeliveryFilter', {
  description: 'Which deliveries to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    webhookId: t.id({ description: 'Only those to the `Webhook` with this global id.' }),
    animationId: t.id({ description: 'Only those about the `Animation` with this global id.' }),
    status: t.field({ type: [WebhookDeliveryStatus], description: 'Only those in one of these states.' }),
  }),
});

export const Webhook = builder.prismaNode('Webhook', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, projectId }),
  nullable: true,
  description: 'An address that news of animations are sent to. Its secret is shown once, when it is made.',
  authScopes: { admin: true },
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where messages are sent, by POST.' }),
    events: t.field({
      type: [WebhookEvent],
      description: 'What it hears of.',
      resolve: ({ events }) => events.filter((event) => event !== eventTypes.WEBHOOK_TEST),
    }),
    isEnabled: t.boolean({
      description: 'Whether messages are sent to it.',
      resolve: ({ disabledAt }) => disabledAt === null,
    }),
    disabledReason: t.exposeString('disabledReason', {
      nullable: true,
      description:
        'Why it was disabled, such as a response with status 410. Null if enabled, or if disabled by request.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    deliveries: t.relatedConnection(
      'deliveries',
      {
        cursor: 'id',
        description: 'What was sent to it and what waits, newest first.',
        complexity: pageCost,
        args: {
          filter: t.arg({ type: WebhookDeliveryFilter, description: 'Which ones to list; all by default.' }),
        },
        query: ({ filter }) => deliveriesMatching(filter),
      },
      WebhookDeliveryConnection,
    ),
  }),
});

export const WebhookConnection = builder.connectionObject(
  { type: Webhook, name: 'WebhookConnection', description: 'A page of webhooks.' },
  { name: 'WebhookEdge', description: 'A webhook in a list.' },
);
