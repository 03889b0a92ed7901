/** A key that identifies a request, so that it is executed once however often it arrives. */
export function newKey(): string {
  // `crypto.randomUUID` only exists on secure pages.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
