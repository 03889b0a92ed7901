import { S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from './settings.ts';

/**
 * Timeouts for opening a connection and for the start of a response, in ms. The transfer time depends on the reader.
 */
const connectionTimeout = 3_000;
const requestTimeout = 30_000;
/** Retries after errors of the server or the network, with increasing delays: about a second in total. */
const maxAttempts = 4;
/** Each client that downloads a file slowly occupies a connection. */
const maxSockets = 1_000;

/** A client of the bucket's server, configured by the environment variables of the AWS SDK. */
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

/** A client that only signs URLs for others, with the endpoint that they can reach. */
export function openSigner({
  isPathStyle,
  publicUrl,
}: Pick<S3Settings, 'isPathStyle' | 'publicUrl'>): S3Client {
  return new S3Client({
    forcePathStyle: isPathStyle,
    ...(publicUrl && { endpoint: publicUrl }),
    // The content is not known yet, so no checksum of it can be signed.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
