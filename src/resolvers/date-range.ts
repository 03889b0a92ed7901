export interface DateRange {
  createdAfter?: Date | null;
  createdBefore?: Date | null;
}

/** The rows that were made in a range: from `createdAfter` on, up to but without `createdBefore`. */
export function createdWithin(range: DateRange | null | undefined) {
  const { createdAfter, createdBefore } = range ?? {};
  return { createdAt: { gte: createdAfter ?? undefined, lt: createdBefore ?? undefined } };
}
