export interface DateRange {
  createdAfter?: Date | null;
  createdBefore?: Date | null;
}

/** Condition for rows created in a range: `createdAfter` inclusive, `createdBefore` exclusive. */
export function createdWithin(range: DateRange | null | undefined) {
  const { createdAfter, createdBefore } = range ?? {};
  return { createdAt: { gte: createdAfter ?? undefined, lt: createdBefore ?? undefined } };
}
