import { AnimationStatus } from './animation.ts';
import { builder } from './builder.ts';
import { dateFields } from './date-range.ts';

export const AnimationFilter = builder.inputType('AnimationFilter', {
  description: 'Which animations to list; all given fields must match.',
  fields: (t) => ({
    status: t.field({ type: [AnimationStatus], description: 'Only animations with one of these statuses.' }),
    ...dateFields(t),
    isPublished: t.boolean({ description: 'True for published animations, false for others.' }),
    imageId: t.id({ description: 'Only animations of the `Image` with this global id.' }),
  }),
});
