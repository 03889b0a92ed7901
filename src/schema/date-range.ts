import type { builder } from './builder.ts';

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

/** Fields of a filter: the two ends of a range of dates, one wording for all lists. */
export function dateFields(t: InputFields) {
  return {
    createdAfter: t.field({
      type: 'DateTime',
      description: 'Only items created at this time or later.',
    }),
    createdBefore: t.field({ type: 'DateTime', description: 'Only items created before this time.' }),
  };
}
