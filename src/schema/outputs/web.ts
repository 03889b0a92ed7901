import { mostCompanions } from '../../animations/outputs/companions.ts';
import { animationManifest, animationSnippet } from '../../resolvers/manifest.ts';
import { Animation } from '../animation.ts';
import { builder } from '../builder.ts';
import { OutputCrop } from './enums.ts';

const inOrder = { outputs: { orderBy: { position: 'asc' } } } as const;

builder.scalarType('JSON', {
  description: 'Any JSON value. Only used in responses.',
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
      'Everything a web page needs to show it: `status`, `poster`, `posters`, `sources` with `src`, ' +
      '`type`, `width`, `height`, `bytes` and `crop`, `still` (for visitors who prefer reduced ' +
      'motion), `blurDataURL`, `thumbHash`, `averageColour`, `aspectRatio`, `width`, `height`, ' +
      '`durationSeconds`, `light`, `isDark`, and the manifests of its `companions`. Until the animation has ' +
      'succeeded, `sources` is empty and unknown values are null.',
    resolve: (row, _args, context) => animationManifest(row, context),
  }),
);

builder.prismaObjectField(Animation, 'snippet', (t) =>
  t.string({
    nullable: true,
    select: inOrder,
    description:
      'HTML that shows it without a script: muted and looping, with its space reserved, in the smallest codec ' +
      'that the browser supports. Visitors who prefer reduced motion see the poster; without one of the crop, ' +
      'it has to be started. Null until it has succeeded, and if it has no video of this crop that browsers can play.',
    args: {
      alt: t.arg.string({
        required: true,
        description: 'Text alternative: what the picture shows. Empty if it is decorative.',
      }),
      crop: t.arg({ type: OutputCrop, description: 'Which of its crops to show. Default: ORIGINAL.' }),
      controls: t.arg.boolean({
        description:
          'Whether the browser shows controls to pause it, which WCAG 2.2.2 requires of anything that moves for ' +
          'more than 5 seconds. Default: true.',
      }),
    },
    resolve: (row, { alt, crop, controls }, context) =>
      animationSnippet(row, { alt, crop: crop ?? 'original', controls: controls ?? true }, context),
  }),
);
