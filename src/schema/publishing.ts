import { publishAnimation, unpublishAnimation } from '../resolvers/publishing.ts';
import { Animation } from './animation.ts';
import { builder } from './builder.ts';
import { NotFoundError } from './errors.ts';

function animationIdInput(operation: string, name: string) {
  return builder.inputType(name, {
    description: `Input of \`${operation}\`.`,
    fields: (t) => ({
      animationId: t.id({ required: true, description: 'Global id of the `Animation`.' }),
    }),
  });
}

const PublishAnimationInput = animationIdInput('publishAnimation', 'PublishAnimationInput');
const UnpublishAnimationInput = animationIdInput('unpublishAnimation', 'UnpublishAnimationInput');

builder.mutationFields((t) => ({
  publishAnimation: t.field({
    type: Animation,
    description:
      "Makes an animation's outputs and its manifest available to anyone at their usual URLs, without a key. " +
      'Its photo stays private. Repeating it has no effect.',
    args: {
      input: t.arg({ type: PublishAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'PublishAnimationResult', description: 'Result of `publishAnimation`.' },
      result: { name: 'PublishAnimationSuccess', description: 'It is published now.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => publishAnimation(input, context),
  }),
  unpublishAnimation: t.field({
    type: Animation,
    description:
      'Reverts `publishAnimation`: the server immediately rejects requests without a key, a token or a link. ' +
      'Browsers and caches may use their copies for up to `PUBLIC_MAX_AGE_SECONDS`. Repeating it has no ' +
      'effect.',
    args: {
      input: t.arg({ type: UnpublishAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'UnpublishAnimationResult', description: 'Result of `unpublishAnimation`.' },
      result: { name: 'UnpublishAnimationSuccess', description: 'It is no longer published.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => unpublishAnimation(input, context),
  }),
}));
