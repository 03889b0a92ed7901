import { defaultLifetimeSeconds, lifetimeRangeSeconds } from '../access/animation-tokens.ts';
import { createAnimationToken, type AnimationToken as Token } from '../resolvers/create-animation-token.ts';
import { builder } from './builder.ts';
import { InvalidInputError, InvalidSettingsError, NotFoundError } from './errors.ts';

const AnimationToken = builder.objectRef<Token>('AnimationToken').implement({
  description:
    'Gives access to one animation for a short time, instead of an API key: `animation`, `animationEvents`, its video and its poster.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'What to send as `Authorization: Bearer …`, as `authorization` in the parameters of a WebSocket, or as `token` in a URL.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When it expires. Subscriptions that use it end then.',
    }),
  }),
});

const CreateAnimationTokenInput = builder.inputType('CreateAnimationTokenInput', {
  description: 'What `createAnimationToken` takes.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to let see.' }),
    lifetimeSeconds: t.int({
      description: `How long, ${lifetimeRangeSeconds.min}…${lifetimeRangeSeconds.max}; ${defaultLifetimeSeconds} by default.`,
    }),
  }),
});

builder.mutationField('createAnimationToken', (t) =>
  t.field({
    type: AnimationToken,
    description:
      'Creates a token for one animation, for use in a browser. It changes nothing, so a key that may read will do.',
    skipTypeScopes: true,
    authScopes: { read: true },
    args: { input: t.arg({ type: CreateAnimationTokenInput, required: true, description: 'For what.' }) },
    errors: {
      // None of these is of the last type any more; clients may still ask for it.
      types: [NotFoundError, InvalidInputError, InvalidSettingsError],
      union: { name: 'CreateAnimationTokenResult', description: 'The result of `createAnimationToken`.' },
      result: { name: 'CreateAnimationTokenSuccess', description: 'The token is valid from now on.' },
      dataField: { name: 'animationToken', description: 'The token.' },
    },
    resolve: (_root, { input }, context) => createAnimationToken(input, context),
  }),
);
