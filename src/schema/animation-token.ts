import { defaultLifetimeSeconds, lifetimeRangeSeconds } from '../access/animation-tokens.ts';
import { createAnimationToken, type AnimationToken as Token } from '../resolvers/create-animation-token.ts';
import { builder } from './builder.ts';
import { InvalidInputError, InvalidSettingsError, NotFoundError } from './errors.ts';

const AnimationToken = builder.objectRef<Token>('AnimationToken').implement({
  description:
    'Gives read access to one animation for a short time, without an API key: `animation`, `animationEvents`, ' +
    'its video and its poster.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'The token, to be sent as `Authorization: Bearer …`, as `authorization` in the connection ' +
        'parameters of a WebSocket, or as `token` in a URL.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When it expires. Subscriptions that use it end then.',
    }),
  }),
});

const CreateAnimationTokenInput = builder.inputType('CreateAnimationTokenInput', {
  description: 'Input of `createAnimationToken`.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to give access to.' }),
    lifetimeSeconds: t.int({
      description:
        `Lifetime in seconds, ${lifetimeRangeSeconds.min}…${lifetimeRangeSeconds.max}. Default: ` +
        `${defaultLifetimeSeconds}.`,
    }),
  }),
});

builder.mutationField('createAnimationToken', (t) =>
  t.field({
    type: AnimationToken,
    description:
      'Creates a token for one animation, to be passed to a browser. It changes nothing, so a key with scope ' +
      'read suffices.',
    skipTypeScopes: true,
    authScopes: { read: true },
    args: { input: t.arg({ type: CreateAnimationTokenInput, required: true, description: 'For what.' }) },
    errors: {
      // None of these is of the last type any more; clients may still ask for it.
      types: [NotFoundError, InvalidInputError, InvalidSettingsError],
      union: { name: 'CreateAnimationTokenResult', description: 'Result of `createAnimationToken`.' },
      result: { name: 'CreateAnimationTokenSuccess', description: 'The token is valid immediately.' },
      dataField: { name: 'animationToken', description: 'The token.' },
    },
    resolve: (_root, { input }, context) => createAnimationToken(input, context),
  }),
);
