/** Whether a `Content-Encoding` header says that a body is compressed (RFC 9110 §8.4). */
export function isEncoded(header: string | null | undefined): boolean {
  return (header ?? '').split(',').some((coding) => !['', 'identity'].includes(coding.trim().toLowerCase()));
}
