import type { ByteRange } from './storage.ts';

/** The error for a range that is entirely outside a file. */
export function beyondFile({ start, end }: Partial<ByteRange>, sizeBytes: number): RangeError {
  const received = `${start} to ${end ?? 'the end'}`;
  return new RangeError(`Expected a range within ${sizeBytes} bytes, but received ${received}`);
}
