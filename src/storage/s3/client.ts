import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './settings.ts';

/** How long a connection may take to be made, and an answer to begin, in ms. How long its bytes take depends on who reads them. */
const connectionTimeout = 3_000;
const requestTimeout = 30_000;
/** Requests that are sent again after faults of the server or the network, with growing pauses: about a second in all. */
const maxAttempts = 4;
/** Each client that fetches a file slowly has a connection for so long. */
const maxSockets = 1_000;

/** A client of the bucket's server, found and let in by what the environment tells the AWS SDK. */
export function openClient({ isPathStyle }: Pick<S3Settings, 'isPathStyle'>): S3Client {
  return new S3Client({
    forcePathStyle: isPathStyle,
    maxAttempts,
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: 0,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
}

/** A client that only signs addresses for others, at the endpoint that they reach. */
export function openSigner({
  isPathStyle,
  publicUrl,
}: Pick<S3Settings, 'isPathStyle' | 'publicUrl'>): S3Client {
  return new S3Client({
    forcePathStyle: isPathStyle,
    ...(publicUrl && { endpoint: publicUrl }),
    // What will be sent is not known yet, so no checksum of it can be signed.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
