import type { builder } from './builder.ts';

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

/** Fields of a filter: the two ends of a range of dates, one wording for all lists. */
export function dateFields(t: InputFields) {
  return {
    createdAfter: t.field({
      type: 'DateTime',
      description: 'Only what was made at this instant or later.',
    }),
    createdBefore: t.field({ type: 'DateTime', description: 'Only what was made before this instant.' }),
  };
}
