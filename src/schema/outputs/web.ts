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
    throw new Error('Expected no JSON as input; it is only part of responses');
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
      'HTML that shows it: muted and looping, with its space reserved, in the smallest codec that the browser ' +
      'supports. It needs no script, unless `element` asks for one. Visitors who prefer reduced motion see the ' +
      'poster; without one of the crop, it has to be started. Null until it has succeeded, and if it has no video ' +
      'of this crop that browsers can play.',
    args: {
      alt: t.arg.string({
        required: true,
        description: 'Text alternative: what the picture shows. Empty if it is decorative.',
      }),
      crop: t.arg({
        type: OutputCrop,
        description:
          'Which of its crops to show. Default: ORIGINAL; with `element`, whichever fits the box on the page best.',
      }),
      controls: t.arg.boolean({
        description:
          'Whether the browser shows controls to pause it, which WCAG 2.2.2 requires of anything that moves for ' +
          'more than 5 seconds. Default: true.',
      }),
      inlineStyle: t.arg.boolean({
        description:
          'Whether it contains its `<style>`. If false, it suits a Content-Security-Policy without inline styles, ' +
          'and the style sheet of the page needs the rules that docs/outputs.md gives. Default: true.',
      }),
      element: t.arg.boolean({
        description:
          'Whether it is wrapped in `<driftscape-video>`, along with its manifest and the `<script>` that loads ' +
          'the element from this server (`serverInfo.element`). Default: false.',
      }),
    },
    resolve: (row, { alt, crop, controls, inlineStyle, element }, context) =>
      animationSnippet(
        row,
        {
          alt,
          crop: crop ?? undefined,
          controls: controls ?? true,
          hasInlineStyle: inlineStyle ?? true,
          hasElement: element ?? false,
        },
        context,
      ),
  }),
);
