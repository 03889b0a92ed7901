/** A value without the members that are null, which GraphQL takes for left out, however deep. */
export function withoutNulls<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls) as Value;
  // Codes and pictures may be of other kinds: what is no plain object is taken as it is.
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member != null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as Value;
}
