import { mostCompanions } from '../../animations/outputs/companions.ts';
import { animationManifest, animationSnippet } from '../../resolvers/manifest.ts';
import { Animation } from '../animation.ts';
import { builder } from '../builder.ts';
import { OutputCrop } from './enums.ts';

const inOrder = { outputs: { orderBy: { position: 'asc' } } } as const;

builder.scalarType('JSON', {
  description: 'Any JSON value. Only in responses.',
  serialize: (value) => value,
  parseValue() {
    throw new Error('JSON is part of answers alone');
  },
});

builder.prismaObjectField(Animation, 'manifest', (t) =>
  t.field({
    type: 'JSON',
    // As much as the list of companions, of which it names each.
    complexity: { field: mostCompanions, multiplier: 1 },
    select: inOrder,
    description:
      'What a page needs to show it: `status`, `poster`, `posters`, `sources` with `src`, `type`, `width`, `height`, `bytes` and `crop`, `still` (for those who prefer no motion), `blurDataURL`, `thumbHash`, `averageColour`, `aspectRatio`, `width`, `height`, `durationSeconds`, `light`, and the manifests of its `companions`. Until it has succeeded, it has no sources, and what is not known yet is null.',
    resolve: (row, _args, context) => animationManifest(row, context),
  }),
);

builder.prismaObjectField(Animation, 'snippet', (t) =>
  t.string({
    nullable: true,
    select: inOrder,
    description:
      'HTML that shows it without any script: muted, looping, its place reserved, the smallest codec that the browser knows; those who prefer no motion see the poster. Null until it has succeeded, and where it has no video of this crop that browsers play.',
    args: {
      alt: t.arg.string({
        required: true,
        description:
          'What the picture shows, for those who do not see it; empty where it is mere decoration.',
      }),
      crop: t.arg({ type: OutputCrop, description: 'Which of its crops to show. Default: ORIGINAL.' }),
      controls: t.arg.boolean({
        description:
          "Whether the browser's controls are there to pause it, as WCAG 2.2.2 wants of what moves for more than 5 seconds. Default: true.",
      }),
    },
    resolve: (row, { alt, crop, controls }, context) =>
      animationSnippet(row, { alt, crop: crop ?? 'original', controls: controls ?? true }, context),
  }),
);
