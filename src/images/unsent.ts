import { UserError } from '../errors.ts';
import type { ImageUpload } from '../generated/prisma/client.ts';
import { uploadLifetimeSeconds } from './upload-address.ts';

/** Why an upload without bytes cannot be completed: UPLOAD_MISSING, or UPLOAD_EXPIRED if they can no longer be sent. */
export function unsent({ expiresAt }: ImageUpload): UserError {
  return expiresAt.getTime() <= Date.now() ? expired() : missing();
}

function missing(): UserError {
  const message =
    'Expected a photo that was sent, but no bytes have arrived yet; PUT it to the URL of the upload first';
  return new UserError('UPLOAD_MISSING', message, { isRetryable: true });
}

export function expired(): UserError {
  const message = `Expected the photo within ${uploadLifetimeSeconds} s, but no bytes arrived; request a new upload`;
  return new UserError('UPLOAD_EXPIRED', message);
}
