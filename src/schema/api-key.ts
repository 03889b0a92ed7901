import { ApiKeyScope as scopes } from '../generated/prisma/client.ts';
import { apiKeys, createApiKey, keysSeenBy, revokeApiKey } from '../resolvers/api-keys.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';
import { InvalidInputError, InvalidSettingsError, NotFoundError } from './errors.ts';

const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What an API key may do. WRITE includes READ; ADMIN includes both.',
  values: {
    [scopes.READ]: { description: 'Queries, subscriptions, files.' },
    [scopes.WRITE]: { description: 'Also mutations, except those for administrators.' },
    [scopes.ADMIN]: { description: 'Everything, including API keys.' },
  } as const,
});

builder.prismaObject('Project', {
  description:
    'A project has its own photos, animations, presets, API keys and webhooks, hidden from other projects. The ' +
    'first project, `default`, administers the server.',
  authScopes: { admin: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its unique name.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

const ApiKey = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  findUnique: (id, { caller, projectId }) => ({ id, ...keysSeenBy(caller, projectId) }),
  nullable: true,
  description: "A client's credentials. The secret is shown once, on creation.",
  authScopes: { admin: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Who or what uses it.' }),
    scope: t.expose('scope', { type: ApiKeyScope, description: 'What it may do.' }),
    project: t.relation('project', {
      description: 'The project whose photos, animations, presets, keys and webhooks it gives access to.',
    }),
    prefix: t.exposeString('prefix', { description: 'The first characters of its secret.' }),
    animationsPerDay: t.exposeInt('animationsPerDay', {
      nullable: true,
      description: 'Animations it may create per day (UTC). Null: no limit.',
    }),
    uploadBytesPerDay: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Bytes of photos it may upload per day (UTC). Null: no limit.',
      resolve: ({ uploadBytesPerDay }) => (uploadBytesPerDay === null ? null : Number(uploadBytesPerDay)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute. Null if never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null while it is valid.',
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of API keys.' },
  { name: 'ApiKeyEdge', description: 'An API key in a list.' },
);

const ApiKeyFilter = builder.inputType('ApiKeyFilter', {
  description: 'Which API keys to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    isRevoked: t.boolean({
      description: 'True for revoked keys, false for valid ones.',
    }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.prismaConnection(
    {
      type: ApiKey,
      cursor: 'id',
      description:
        'API keys, including revoked ones, newest first. Administrators see those of their project; ' +
        'administrators of the first project see all. For administrators.',
      authScopes: { admin: true },
      complexity: pageCost,
      args: { filter: t.arg({ type: ApiKeyFilter, description: 'Which items to list. Default: all.' }) },
      resolve: (query, _root, { filter }, context) => apiKeys(query, filter, context),
    },
    ApiKeyConnection,
  ),
);

const secretDescription = 'The secret, to be sent as `Authorization: Bearer …`. It cannot be shown again.';

const CreatedApiKey = builder.objectRef<Awaited<ReturnType<typeof createApiKey>>>('CreatedApiKey').implement({
  description: 'A new API key with its secret.',
  authScopes: { admin: true },
  fields: (t) => ({
    key: t.expose('key', { type: ApiKey, description: 'The key.' }),
    secret: t.exposeString('secret', { description: secretDescription }),
  }),
});

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'Input of `createApiKey`.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Who or what will use it, 1…100 characters.' }),
    scope: t.field({ type: ApiKeyScope, required: true, description: 'What it may do.' }),
    project: t.string({
      description:
        'Name of its project, 1…100 characters; the project is created if it does not exist. Only ' +
        "administrators of the first project may set it, others get FORBIDDEN. Default: the caller's project.",
    }),
    animationsPerDay: t.int({
      description: 'Animations it may create per day (UTC), 1 or more. Default: no limit.',
    }),
    uploadBytesPerDay: t.field({
      type: 'SafeInt',
      description: 'Bytes of photos it may upload per day (UTC), 1 or more. Default: no limit.',
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Input of `revokeApiKey`.',
  fields: (t) => ({
    keyId: t.id({ required: true, description: '`id` of an `ApiKey`.' }),
    withFileLinks: t.boolean({
      description:
        'Whether to revoke all links created with it (`createFileLink`) as well, for example after a theft. ' +
        'Default: false, the links stay valid.',
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
      union: { name: 'CreateApiKeyResult', description: 'Result of `createApiKey`.' },
      result: {
        name: 'CreateApiKeySuccess',
        description: 'The key is valid immediately.',
        fields: (t) => ({
          key: t.field({ type: ApiKey, description: 'The key.', resolve: ({ key }) => key }),
          secret: t.string({ description: secretDescription, resolve: ({ secret }) => secret }),
        }),
      },
      dataField: {
        name: 'created',
        description: 'The key and its secret.',
        deprecationReason:
          'Since 2026-11: use the fields `key` and `secret` next to it, as for all objects that are created ' +
          'or changed.',
      },
    },
    resolve: (_root, { input }, context) => createApiKey(input, context),
  }),
  revokeApiKey: t.field({
    type: ApiKey,
    description:
      'Revokes an API key, and all tokens created with it, immediately and permanently. For administrators.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeApiKeyResult', description: 'Result of `revokeApiKey`.' },
      result: { name: 'RevokeApiKeySuccess', description: 'The key is no longer valid.' },
      dataField: { name: 'key', description: 'The revoked key.' },
    },
    resolve: (_root, { input }, context) => revokeApiKey(input, context),
  }),
}));
