import { ApiKeyScope as scopes } from '../generated/prisma/client.ts';
import { apiKeys, createApiKey, keysSeenBy, revokeApiKey } from '../resolvers/api-keys.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';
import { InvalidInputError, InvalidSettingsError, NotFoundError } from './errors.ts';

const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What an API key may do; each scope includes those before it.',
  values: {
    [scopes.READ]: { description: 'Queries, subscriptions, files.' },
    [scopes.WRITE]: { description: 'Mutations as well, except those for administrators.' },
    [scopes.ADMIN]: { description: 'Everything, API keys included.' },
  } as const,
});

builder.prismaObject('Project', {
  description:
    'Those who share photos, animations, presets, API keys and webhooks, and see nothing of others. The first one, `default`, runs the server.',
  authScopes: { admin: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its unique name.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const ApiKey = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  findUnique: (id, { caller, projectId }) => ({ id, ...keysSeenBy(caller, projectId) }),
  nullable: true,
  description: 'A key that authenticates a client. Its secret is shown only once, when the key is created.',
  authScopes: { admin: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What or who uses it.' }),
    scope: t.expose('scope', { type: ApiKeyScope, description: 'What it may do.' }),
    project: t.relation('project', {
      description: 'Whose photos, animations, presets, keys and webhooks it is for.',
    }),
    prefix: t.exposeString('prefix', { description: 'The first characters of its secret.' }),
    animationsPerDay: t.exposeInt('animationsPerDay', {
      nullable: true,
      description: 'Animations it may create in a day (UTC). Null for any number.',
    }),
    uploadBytesPerDay: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Bytes of photos it may upload in a day (UTC). Null for any amount.',
      resolve: ({ uploadBytesPerDay }) => (uploadBytesPerDay === null ? null : Number(uploadBytesPerDay)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, exact to a minute. Null if never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null while it lets its bearer in.',
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of API keys.' },
  { name: 'ApiKeyEdge', description: 'An API key in a list.' },
);

const ApiKeyFilter = builder.inputType('ApiKeyFilter', {
  description: 'Which API keys to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    isRevoked: t.boolean({
      description: 'True for revoked ones, false for those that let their bearers in.',
    }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.prismaConnection(
    {
      type: ApiKey,
      cursor: 'id',
      description:
        'API keys of the project, newest first, including revoked ones. Administrators of the first project see the keys of all projects. For administrators.',
      authScopes: { admin: true },
      complexity: pageCost,
      args: { filter: t.arg({ type: ApiKeyFilter, description: 'Which ones to list; all by default.' }) },
      resolve: (query, _root, { filter }, context) => apiKeys(query, filter, context),
    },
    ApiKeyConnection,
  ),
);

const secretDescription = 'What to send as `Authorization: Bearer …`. It cannot be shown again.';

const CreatedApiKey = builder.objectRef<Awaited<ReturnType<typeof createApiKey>>>('CreatedApiKey').implement({
  description: 'A new API key with its secret.',
  authScopes: { admin: true },
  fields: (t) => ({
    key: t.expose('key', { type: ApiKey, description: 'The key.' }),
    secret: t.exposeString('secret', { description: secretDescription }),
  }),
});

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'What `createApiKey` takes.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What or who will use it, 1…100 characters.' }),
    scope: t.field({ type: ApiKeyScope, required: true, description: 'What it may do.' }),
    project: t.string({
      description:
        'Name of its project, 1…100 characters, created if needed: for administrators of the first project, others get FORBIDDEN. Default: the project of the requesting key.',
    }),
    animationsPerDay: t.int({
      description: 'Animations it may create in a day (UTC), 1 or more; any number by default.',
    }),
    uploadBytesPerDay: t.field({
      type: 'SafeInt',
      description: 'Bytes of photos it may upload in a day (UTC), 1 or more; any amount by default.',
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'What `revokeApiKey` takes.',
  fields: (t) => ({
    keyId: t.id({ required: true, description: 'The `id` of an `ApiKey`.' }),
    withFileLinks: t.boolean({
      description:
        'Whether all links that were made with it (`createFileLink`) end as well, as after a theft; by default they outlive it.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreatedApiKey,
    description: 'Creates an API key. For administrators.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'The key.' }) },
    errors: {
      // None of these is of the last type any more; clients may still ask for it.
      types: [InvalidInputError, InvalidSettingsError],
      union: { name: 'CreateApiKeyResult', description: 'The result of `createApiKey`.' },
      result: {
        name: 'CreateApiKeySuccess',
        description: 'The key is valid from now on.',
        fields: (t) => ({
          key: t.field({ type: ApiKey, description: 'The key.', resolve: ({ key }) => key }),
          secret: t.string({ description: secretDescription, resolve: ({ secret }) => secret }),
        }),
      },
      dataField: {
        name: 'created',
        description: 'The key and its secret.',
        deprecationReason:
          'Since 2026-11: use `key` and `secret` beside it, as of everything that is created or changed.',
      },
    },
    resolve: (_root, { input }, context) => createApiKey(input, context),
  }),
  revokeApiKey: t.field({
    type: ApiKey,
    description:
      'Revokes an API key and the tokens created with it, at once and permanently. For administrators.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeApiKeyResult', description: 'The result of `revokeApiKey`.' },
      result: { name: 'RevokeApiKeySuccess', description: 'The key is no longer valid.' },
      dataField: { name: 'key', description: 'The revoked key.' },
    },
    resolve: (_root, { input }, context) => revokeApiKey(input, context),
  }),
}));
