/** A name for a request, so that it is carried out once however often it arrives. */
export function newKey(): string {
  // `crypto.randomUUID` is there on secure pages alone.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
