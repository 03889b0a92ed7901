import { UserError } from '../errors.ts';

/**
 * Passes bytes on and checks that their number is as announced; stops reading as soon as there are more.
 * @throws UserError INVALID_INPUT if it is not
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

/** @param received number of received bytes, as far as known */
export function otherSize(sizeBytes: number, received: number | 'more'): UserError {
  const message = `Expected the ${sizeBytes} bytes that were announced, but received ${received}; send the file as it was announced, or ask for another upload`;
  return new UserError('INVALID_INPUT', message);
}
