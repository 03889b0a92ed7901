import type { Reserve } from '../access/quotas.ts';

/** Bytes reserved per step, because one statement per chunk would cost more than the chunk. */
const stepBytes = 1_048_576; // 1 MiB

/**
 * Passes bytes on that count against a quota, each only after it is reserved.
 * @param reserved number of bytes already reserved
 * @throws AccessError RATE_LIMITED as soon as there are more than the caller may upload today
 */
export async function* reserving(
  bytes: AsyncIterable<Uint8Array>,
  reserved: number,
  reserve: Reserve,
): AsyncIterable<Uint8Array> {
  let missing = -reserved;
  for await (const chunk of bytes) {
    missing += chunk.byteLength;
    if (missing > 0) {
      // Near the end of the quota a whole step may exceed it although the chunk does not.
      const more = await reserve({ uploadBytes: missing + stepBytes }).then(
        () => missing + stepBytes,
        async () => {
          await reserve({ uploadBytes: missing });
          return missing;
        },
      );
      missing -= more;
    }
    yield chunk;
  }
}
