import {
  WebhookDeliveryStatus as deliveryStatuses,
  WebhookEventType as eventTypes,
} from '../generated/prisma/client.ts';
import { deliveriesMatching } from '../resolvers/webhooks.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';

export const WebhookEvent = builder.enumType('WebhookEvent', {
  description: 'Events that a webhook can receive.',
  values: {
    [eventTypes.ANIMATION_SUCCEEDED]: {
      description: '`animation.succeeded`: video and poster are available.',
    },
    [eventTypes.ANIMATION_FAILED]: { description: '`animation.failed`: it ended without a video.' },
    [eventTypes.ANIMATION_CANCELED]: { description: '`animation.canceled`: it was canceled.' },
  } as const,
});

const WebhookMessageType = builder.enumType('WebhookMessageType', {
  description: 'Event of a message.',
  values: {
    [eventTypes.ANIMATION_SUCCEEDED]: {
      description: '`animation.succeeded`: video and poster are available.',
    },
    [eventTypes.ANIMATION_FAILED]: { description: '`animation.failed`: it ended without a video.' },
    [eventTypes.ANIMATION_CANCELED]: { description: '`animation.canceled`: it was canceled.' },
    [eventTypes.WEBHOOK_TEST]: { description: '`webhook.test`: a test, sent by `testWebhook`.' },
  } as const,
});

const WebhookDeliveryStatus = builder.enumType('WebhookDeliveryStatus', {
  description: 'Status of a delivery.',
  values: {
    [deliveryStatuses.PENDING]: { description: 'Waits for its first or its next attempt.' },
    [deliveryStatuses.SUCCEEDED]: { description: 'The receiver responded with a 2xx status.' },
    [deliveryStatuses.FAILED]: {
      description: 'All attempts failed; `error` has the reason. It can be sent again.',
    },
  } as const,
});

export const WebhookDelivery = builder.prismaNode('WebhookDelivery', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, webhook: { projectId } }),
  nullable: true,
  description: 'A message to a webhook. Deliveries are kept for 30 days.',
  authScopes: { admin: true },
  fields: (t) => ({
    type: t.expose('type', { type: WebhookMessageType, description: 'Event of the message.' }),
    status: t.expose('status', { type: WebhookDeliveryStatus, description: 'Its status.' }),
    attempts: t.exposeInt('attempts', { description: 'Number of attempts.' }),
    lastAttemptAt: t.expose('lastAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Time of the last attempt. Null before the first.',
    }),
    responseStatus: t.exposeInt('responseStatus', {
      nullable: true,
      description: 'HTTP status of the last response. Null if there was none.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Error of the last attempt. Null if it succeeded.',
    }),
    messageId: t.exposeString('id', {
      description: 'The header `webhook-id` of the message, the same in every attempt.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the event happened.' }),
    webhook: t.relation('webhook', { description: 'The webhook that it is sent to.' }),
    animation: t.relation('animation', {
      nullable: true,
      description: 'The animation of the event. Null for a test, and after the animation is deleted.',
    }),
  }),
});

export const WebhookDeliveryConnection = builder.connectionObject(
  { type: WebhookDelivery, name: 'WebhookDeliveryConnection', description: 'A page of deliveries.' },
  { name: 'WebhookDeliveryEdge', description: 'A delivery in a list.' },
);

export const WebhookDeliveryFilter = builder.inputType('WebhookDeliveryFilter', {
  description: 'Which deliveries to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    webhookId: t.id({ description: 'Only deliveries to the `Webhook` with this global id.' }),
    animationId: t.id({ description: 'Only deliveries about the `Animation` with this global id.' }),
    status: t.field({
      type: [WebhookDeliveryStatus],
      description: 'Only deliveries with one of these statuses.',
    }),
  }),
});

export const Webhook = builder.prismaNode('Webhook', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, projectId }),
  nullable: true,
  description: 'A URL that receives events of animations. Its secret is shown once, on creation.',
  authScopes: { admin: true },
  fields: (t) => ({
    url: t.exposeString('url', { description: 'URL that messages are sent to, by POST.' }),
    events: t.field({
      type: [WebhookEvent],
      description: 'Events sent to it.',
      resolve: ({ events }) => events.filter((event) => event !== eventTypes.WEBHOOK_TEST),
    }),
    isEnabled: t.boolean({
      description: 'Whether messages are sent to it.',
      resolve: ({ disabledAt }) => disabledAt === null,
    }),
    disabledReason: t.exposeString('disabledReason', {
      nullable: true,
      description:
        'Why the server disabled it, such as a response with status 410. Null if a client disabled it, or if it ' +
        'is enabled.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    deliveries: t.relatedConnection(
      'deliveries',
      {
        cursor: 'id',
        description: 'Its deliveries, sent and pending, newest first.',
        complexity: pageCost,
        args: {
          filter: t.arg({ type: WebhookDeliveryFilter, description: 'Which items to list. Default: all.' }),
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
