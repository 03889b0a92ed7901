import { publishAnimation, unpublishAnimation } from '../resolvers/publishing.ts';
import { Animation } from './animation.ts';
import { builder } from './builder.ts';
import { NotFoundError } from './errors.ts';

function animationIdInput(operation: string, name: string) {
  return builder.inputType(name, {
    description: `What \`${operation}\` takes.`,
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
      "Makes an animation's outputs and manifest public at their usual URLs, without a key. Its photo stays private. Doing it again changes nothing.",
    args: {
      input: t.arg({ type: PublishAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'PublishAnimationResult', description: 'The result of `publishAnimation`.' },
      result: { name: 'PublishAnimationSuccess', description: 'It is published.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => publishAnimation(input, context),
  }),
  unpublishAnimation: t.field({
    type: Animation,
    description:
      'Reverts `publishAnimation`: from now on the server refuses requests without a key, a token or a link. Copies in browsers and caches may be used until `PUBLIC_MAX_AGE_SECONDS` have passed. Doing it again changes nothing.',
    args: {
      input: t.arg({ type: UnpublishAnimationInput, required: true, description: 'Which animation.' }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'UnpublishAnimationResult', description: 'The result of `unpublishAnimation`.' },
      result: { name: 'UnpublishAnimationSuccess', description: 'It is published no more.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => unpublishAnimation(input, context),
  }),
}));
