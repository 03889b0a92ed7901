/** Descriptions of the two ends of a range of dates, one wording for all lists. */
export const createdAfter = 'Only what was made at this instant or later.';
export const createdBefore = 'Only what was made before this instant.';
