import {
  createWebhook,
  deleteWebhook,
  deliveries,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
  type WebhookWithSecret,
  webhooks,
} from '../resolvers/webhooks.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';
import { InvalidInputError, InvalidUrlError, NotFoundError } from './errors.ts';
import {
  Webhook,
  WebhookConnection,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookDeliveryFilter,
  WebhookEvent,
} from './webhook.ts';

const authScopes = { admin: true };

const WebhookFilter = builder.inputType('WebhookFilter', {
  description: 'Which webhooks to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    isEnabled: t.boolean({
      description: 'True for those that messages are sent to, false for disabled ones.',
    }),
  }),
});

builder.queryFields((t) => ({
  webhooks: t.prismaConnection(
    {
      type: Webhook,
      cursor: 'id',
      description: 'Webhooks, newest first. For administrators.',
      authScopes,
      complexity: pageCost,
      args: { filter: t.arg({ type: WebhookFilter, description: 'Which ones to list; all by default.' }) },
      resolve: (query, _root, { filter }, context) => webhooks(query, filter, context),
    },
    WebhookConnection,
  ),
  webhookDeliveries: t.prismaConnection(
    {
      type: WebhookDelivery,
      cursor: 'id',
      description: 'Messages to webhooks, newest first. For administrators.',
      authScopes,
      complexity: pageCost,
      args: {
        filter: t.arg({ type: WebhookDeliveryFilter, description: 'Which ones to list; all by default.' }),
      },
      resolve: (query, _root, { filter }, context) => deliveries(query, filter, context),
    },
    WebhookDeliveryConnection,
  ),
}));

const secretDescription = 'What its messages are signed with, `whsec_…`. It cannot be shown again.';

const SecretWebhook = builder.objectRef<WebhookWithSecret>('WebhookWithSecret').implement({
  description: 'A webhook with its new secret.',
  authScopes,
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook, description: 'The webhook.' }),
    secret: t.exposeString('secret', { description: secretDescription }),
  }),
});

const DeletedWebhook = builder.objectRef<{ webhookId: string }>('DeletedWebhook').implement({
  description: 'What a webhook leaves.',
  authScopes,
  fields: (t) => ({
    webhookId: t.exposeID('webhookId', { description: 'The global id it had.' }),
  }),
});

const url =
  'an absolute http or https URL of at most 2,048 characters, without user name and password, on the public internet or on ' +
  'a host that the setting `FETCH_ALLOW` names.';

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'What `createWebhook` takes.',
  fields: (t) => ({
    url: t.string({ required: true, description: `Where to send messages: ${url}` }),
    events: t.field({ type: [WebhookEvent], description: 'What it hears of, at least one; all by default.' }),
  }),
});

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'What `updateWebhook` takes; what is left out stays.',
  fields: (t) => ({
    webhookId: t.id({ required: true, description: 'Global id of the `Webhook`.' }),
    url: t.string({ description: `Where to send messages: ${url}` }),
    events: t.field({ type: [WebhookEvent], description: 'What it hears of, at least one.' }),
    isEnabled: t.boolean({ description: 'Whether messages are sent to it.' }),
  }),
});

function webhookIdInput(name: string, operation: string) {
  return builder.inputType(name, {
    description: `What \`${operation}\` takes.`,
    fields: (t) => ({
      webhookId: t.id({ required: true, description: 'Global id of the `Webhook`.' }),
    }),
  });
}

const DeleteWebhookInput = webhookIdInput('DeleteWebhookInput', 'deleteWebhook');
const RotateWebhookSecretInput = webhookIdInput('RotateWebhookSecretInput', 'rotateWebhookSecret');
const TestWebhookInput = webhookIdInput('TestWebhookInput', 'testWebhook');

const RedeliverWebhookInput = builder.inputType('RedeliverWebhookInput', {
  description: 'What `redeliverWebhook` takes.',
  fields: (t) => ({
    deliveryId: t.id({ required: true, description: 'Global id of the `WebhookDelivery`.' }),
  }),
});

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: SecretWebhook,
    description:
      'Registers an endpoint that is notified about animations; at most 50 per project. For administrators.',
    authScopes,
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'The webhook.' }) },
    errors: {
      types: [InvalidUrlError, InvalidInputError],
      union: { name: 'CreateWebhookResult', description: 'The result of `createWebhook`.' },
      result: {
        name: 'CreateWebhookSuccess',
        description: 'It hears of what happens from now on.',
        fields: (t) => ({
          webhook: t.field({
            type: Webhook,
            description: 'The webhook.',
            resolve: ({ webhook }) => webhook,
          }),
          secret: t.string({ description: secretDescription, resolve: ({ secret }) => secret }),
        }),
      },
      dataField: {
        name: 'created',
        description: 'The webhook and its secret.',
        deprecationReason:
          'Since 2026-11: use `webhook` and `secret` beside it, as of everything that is created or changed.',
      },
    },
    resolve: (_root, { input }, context) => createWebhook(input, context),
  }),
  updateWebhook: t.field({
    type: Webhook,
    description: 'Changes a webhook. Waiting messages are sent to the new URL. For administrators.',
    authScopes,
    args: { input: t.arg({ type: UpdateWebhookInput, required: true, description: 'The change.' }) },
    errors: {
      types: [NotFoundError, InvalidUrlError, InvalidInputError],
      union: { name: 'UpdateWebhookResult', description: 'The result of `updateWebhook`.' },
      result: { name: 'UpdateWebhookSuccess', description: 'The webhook is changed.' },
      dataField: { name: 'webhook', description: 'The webhook.' },
    },
    resolve: (_root, { input }, context) => updateWebhook(input, context),
  }),
  deleteWebhook: t.field({
    type: DeletedWebhook,
    description: 'Removes a webhook with its deliveries, including waiting ones. For administrators.',
    authScopes,
    args: { input: t.arg({ type: DeleteWebhookInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteWebhookResult', description: 'The result of `deleteWebhook`.' },
      result: {
        name: 'DeleteWebhookSuccess',
        description: 'The webhook is gone.',
        fields: (t) => ({
          deletedId: t.id({
            description: 'The global id that it had.',
            resolve: ({ webhookId }) => webhookId,
          }),
        }),
      },
      dataField: {
        name: 'deleted',
        description: 'What is left of it.',
        deprecationReason: 'Since 2026-11: use `deletedId`, as of everything that is deleted.',
      },
    },
    resolve: (_root, { input }, context) => deleteWebhook(input, context),
  }),
  rotateWebhookSecret: t.field({
    type: SecretWebhook,
    description:
      'Gives a webhook a new secret. For 24 hours messages are signed with the one before as well. For administrators.',
    authScopes,
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RotateWebhookSecretResult', description: 'The result of `rotateWebhookSecret`.' },
      result: {
        name: 'RotateWebhookSecretSuccess',
        description: 'The new secret signs from now on.',
        fields: (t) => ({
          webhook: t.field({
            type: Webhook,
            description: 'The webhook.',
            resolve: ({ webhook }) => webhook,
          }),
          secret: t.string({ description: secretDescription, resolve: ({ secret }) => secret }),
        }),
      },
      dataField: {
        name: 'rotated',
        description: 'The webhook and its secret.',
        deprecationReason:
          'Since 2026-11: use `webhook` and `secret` beside it, as of everything that is created or changed.',
      },
    },
    resolve: (_root, { input }, context) => rotateWebhookSecret(input, context),
  }),
  testWebhook: t.field({
    type: WebhookDelivery,
    description: 'Sends a message of type `webhook.test`, with empty `data`. For administrators.',
    authScopes,
    args: { input: t.arg({ type: TestWebhookInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError, InvalidInputError],
      union: { name: 'TestWebhookResult', description: 'The result of `testWebhook`.' },
      result: { name: 'TestWebhookSuccess', description: 'The message is about to be sent.' },
      dataField: { name: 'delivery', description: 'The message; query it again to see the result.' },
    },
    resolve: (_root, { input }, context) => testWebhook(input, context),
  }),
  redeliverWebhook: t.field({
    type: WebhookDelivery,
    description:
      'Sends a message again at once, with the same `webhook-id`, whatever its state. For administrators.',
    authScopes,
    args: { input: t.arg({ type: RedeliverWebhookInput, required: true, description: 'Which message.' }) },
    errors: {
      types: [NotFoundError, InvalidInputError],
      union: { name: 'RedeliverWebhookResult', description: 'The result of `redeliverWebhook`.' },
      result: { name: 'RedeliverWebhookSuccess', description: 'The message is about to be sent.' },
      dataField: { name: 'delivery', description: 'The message.' },
    },
    resolve: (_root, { input }, context) => redeliverWebhook(input, context),
  }),
}));
