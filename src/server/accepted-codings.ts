/**
 * The offered codings that a client accepts (`Accept-Encoding`, RFC 9110 §12.5.3), in the order of the offer.
 * `identity` is accepted unless it is excluded by name.
 */
export function acceptedCodings(header: string | string[] | undefined, offered: readonly string[]): string[] {
  const refused = new Set<string>();
  const taken = new Set<string>();
  for (const part of String(header ?? '')
    .toLowerCase()
    .split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    const quality = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1';
    (Number(quality) > 0 ? taken : refused).add(name);
  }
  const isTaken = (coding: string) => {
    if (refused.has(coding)) return false;
    return taken.has(coding) || coding === 'identity' || taken.has('*');
  };
  return offered.filter(isTaken);
}
