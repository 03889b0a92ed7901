import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DirectAddresses, DirectHeaders } from '../storage.ts';
import type { Bucket } from './bucket.ts';
import type { S3Settings } from './settings.ts';

/** Period in which a file keeps the same URL, so that caches work; the URL is valid for another such period. */
const windowSeconds = 3_600;

/** Presigned URLs of objects, as far as the settings enable them. */
export function directAddresses(
  signer: S3Client,
  bucket: Bucket,
  { downloads, uploads }: Pick<S3Settings, 'downloads' | 'uploads'>,
): DirectAddresses {
  return {
    ...(downloads === 'redirect' && {
      forFetching(key: string, { contentType, contentDisposition, cacheControl }: DirectHeaders) {
        const command = new GetObjectCommand({
          ...bucket.target(key),
          ResponseContentType: contentType,
          ResponseContentDisposition: contentDisposition,
          ResponseCacheControl: cacheControl,
        });
        const windowMs = windowSeconds * 1000;
        const signingDate = new Date(Math.floor(Date.now() / windowMs) * windowMs);
        return getSignedUrl(signer, command, { signingDate, expiresIn: 2 * windowSeconds });
      },
    }),
    ...(uploads === 'direct' && {
      forSending(key: string, sizeBytes: number, expiresAt: Date) {
        const command = new PutObjectCommand({ ...bucket.target(key), ContentLength: sizeBytes });
        const expiresIn = Math.max(1, Math.ceil((expiresAt.getTime() - Date.now()) / 1000));
        // Part of the signature: a file of another size is rejected.
        return getSignedUrl(signer, command, { expiresIn, signableHeaders: new Set(['content-length']) });
      },
    }),
  };
}
