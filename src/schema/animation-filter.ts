import { AnimationStatus } from './animation.ts';
import { builder } from './builder.ts';
import { dateFields } from './date-range.ts';

export const AnimationFilter = builder.inputType('AnimationFilter', {
  description: 'Which animations to list; fields given together must all hold.',
  fields: (t) => ({
    status: t.field({ type: [AnimationStatus], description: 'Only animations in one of these states.' }),
    ...dateFields(t),
    isPublished: t.boolean({ description: 'True for published animations, false for others.' }),
    imageId: t.id({ description: 'Only animations of the `Image` with this global id.' }),
  }),
});
