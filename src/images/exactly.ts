import { UserError } from '../errors.ts';

/**
 * Passes bytes on when they are as many as announced; stops reading as soon as they are more.
 * @throws UserError INVALID_INPUT when they are not
 */
export async function* exactly(
  sizeBytes: number,
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  let received = 0;
  for await (const chunk of bytes) {
    received += chunk.byteLength;
    if (received > sizeBytes) throw otherSize(sizeBytes, 'more');
    yield chunk;
  }
  if (received < sizeBytes) throw otherSize(sizeBytes, received);
}

/** @param received how many came, as far as it is known */
export function otherSize(sizeBytes: number, received: number | 'more'): UserError {
  const message = `Expected the ${sizeBytes} bytes that were announced, but received ${received}; send the file as it was announced, or ask for another upload`;
  return new UserError('INVALID_INPUT', message);
}
