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
  description: 'Which webhooks to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    isEnabled: t.boolean({
      description: 'True for enabled webhooks, false for disabled ones.',
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
      args: { filter: t.arg({ type: WebhookFilter, description: 'Which items to list. Default: all.' }) },
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
        filter: t.arg({ type: WebhookDeliveryFilter, description: 'Which items to list. Default: all.' }),
      },
      resolve: (query, _root, { filter }, context) => deliveries(query, filter, context),
    },
    WebhookDeliveryConnection,
  ),
}));

const secretDescription = 'Secret that signs its messages, `whsec_…`. It cannot be shown again.';

const SecretWebhook = builder.objectRef<WebhookWithSecret>('WebhookWithSecret').implement({
  description: 'A webhook with its new secret.',
  authScopes,
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook, description: 'The webhook.' }),
    secret: t.exposeString('secret', { description: secretDescription }),
  }),
});

const DeletedWebhook = builder.objectRef<{ webhookId: string }>('DeletedWebhook').implement({
  description: 'A deleted webhook.',
  authScopes,
  fields: (t) => ({
    webhookId: t.exposeID('webhookId', { description: 'Its former global id.' }),
  }),
});

const url =
  'an absolute http or https URL of at most 2,048 characters, without user name and password, on the public ' +
  'internet or on a host listed in the setting `FETCH_ALLOW`.';

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'Input of `createWebhook`.',
  fields: (t) => ({
    url: t.string({ required: true, description: `URL to send messages to: ${url}` }),
    events: t.field({ type: [WebhookEvent], description: 'Events to send, at least one. Default: all.' }),
  }),
});

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'Input of `updateWebhook`. Omitted fields stay unchanged.',
  fields: (t) => ({
    webhookId: t.id({ required: true, description: 'Global id of the `Webhook`.' }),
    url: t.string({ description: `URL to send messages to: ${url}` }),
    events: t.field({ type: [WebhookEvent], description: 'Events to send, at least one.' }),
    isEnabled: t.boolean({ description: 'Whether messages are sent to it.' }),
  }),
});

function webhookIdInput(name: string, operation: string) {
  return builder.inputType(name, {
    description: `Input of \`${operation}\`.`,
    fields: (t) => ({
      webhookId: t.id({ required: true, description: 'Global id of the `Webhook`.' }),
    }),
  });
}

const DeleteWebhookInput = webhookIdInput('DeleteWebhookInput', 'deleteWebhook');
const RotateWebhookSecretInput = webhookIdInput('RotateWebhookSecretInput', 'rotateWebhookSecret');
const TestWebhookInput = webhookIdInput('TestWebhookInput', 'testWebhook');

const RedeliverWebhookInput = builder.inputType('RedeliverWebhookInput', {
  description: 'Input of `redeliverWebhook`.',
  fields: (t) => ({
    deliveryId: t.id({ required: true, description: 'Global id of the `WebhookDelivery`.' }),
  }),
});

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: SecretWebhook,
    description:
      'Registers a URL that receives events of animations, at most 50 per project. For administrators.',
    authScopes,
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'The webhook.' }) },
    errors: {
      types: [InvalidUrlError, InvalidInputError],
      union: { name: 'CreateWebhookResult', description: 'Result of `createWebhook`.' },
      result: {
        name: 'CreateWebhookSuccess',
        description: 'It receives all events from now on.',
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
          'Since 2026-11: use the fields `webhook` and `secret` next to it, as for all objects that are ' +
          'created or changed.',
      },
    },
    resolve: (_root, { input }, context) => createWebhook(input, context),
  }),
  updateWebhook: t.field({
    type: Webhook,
    description: 'Changes a webhook. Pending messages go to the new URL. For administrators.',
    authScopes,
    args: { input: t.arg({ type: UpdateWebhookInput, required: true, description: 'The change.' }) },
    errors: {
      types: [NotFoundError, InvalidUrlError, InvalidInputError],
      union: { name: 'UpdateWebhookResult', description: 'Result of `updateWebhook`.' },
      result: { name: 'UpdateWebhookSuccess', description: 'The webhook is changed.' },
      dataField: { name: 'webhook', description: 'The webhook.' },
    },
    resolve: (_root, { input }, context) => updateWebhook(input, context),
  }),
  deleteWebhook: t.field({
    type: DeletedWebhook,
    description: 'Deletes a webhook with its deliveries, including pending ones. For administrators.',
    authScopes,
    args: { input: t.arg({ type: DeleteWebhookInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteWebhookResult', description: 'Result of `deleteWebhook`.' },
      result: {
        name: 'DeleteWebhookSuccess',
        description: 'The webhook is deleted.',
        fields: (t) => ({
          deletedId: t.id({
            description: 'Its former global id.',
            resolve: ({ webhookId }) => webhookId,
          }),
        }),
      },
      dataField: {
        name: 'deleted',
        description: 'The deleted webhook.',
        deprecationReason: 'Since 2026-11: use `deletedId`, as for all objects that are deleted.',
      },
    },
    resolve: (_root, { input }, context) => deleteWebhook(input, context),
  }),
  rotateWebhookSecret: t.field({
    type: SecretWebhook,
    description:
      'Gives a webhook a new secret. For 24 hours messages are also signed with the previous one. For ' +
      'administrators.',
    authScopes,
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RotateWebhookSecretResult', description: 'Result of `rotateWebhookSecret`.' },
      result: {
        name: 'RotateWebhookSecretSuccess',
        description: 'The new secret signs all messages from now on.',
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
          'Since 2026-11: use the fields `webhook` and `secret` next to it, as for all objects that are ' +
          'created or changed.',
      },
    },
    resolve: (_root, { input }, context) => rotateWebhookSecret(input, context),
  }),
  testWebhook: t.field({
    type: WebhookDelivery,
    description: 'Sends a test message of type `webhook.test`, with empty `data`. For administrators.',
    authScopes,
    args: { input: t.arg({ type: TestWebhookInput, required: true, description: 'Which webhook.' }) },
    errors: {
      types: [NotFoundError, InvalidInputError],
      union: { name: 'TestWebhookResult', description: 'Result of `testWebhook`.' },
      result: { name: 'TestWebhookSuccess', description: 'The message is about to be sent.' },
      dataField: { name: 'delivery', description: 'The message; query it again to see the result.' },
    },
    resolve: (_root, { input }, context) => testWebhook(input, context),
  }),
  redeliverWebhook: t.field({
    type: WebhookDelivery,
    description:
      'Sends a message again immediately, with the same `webhook-id`, whether it succeeded before or not. For ' +
      'administrators.',
    authScopes,
    args: { input: t.arg({ type: RedeliverWebhookInput, required: true, description: 'Which message.' }) },
    errors: {
      types: [NotFoundError, InvalidInputError],
      union: { name: 'RedeliverWebhookResult', description: 'Result of `redeliverWebhook`.' },
      result: { name: 'RedeliverWebhookSuccess', description: 'The message is about to be sent.' },
      dataField: { name: 'delivery', description: 'The message.' },
    },
    resolve: (_root, { input }, context) => redeliverWebhook(input, context),
  }),
}));
