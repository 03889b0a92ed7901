import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from '../access/access.ts';
import { AccessError } from '../access/access-error.ts';
import type { UserErrorCode } from '../error-codes.ts';
import { UserError } from '../errors.ts';
import type { ImageUpload } from '../generated/prisma/client.ts';
import { otherSize } from '../images/exactly.ts';
import type { Uploads } from '../images/uploads.ts';
import { isEncoded } from './encoded.ts';
import { refuse } from './files.ts';
import { hasGone } from './gone.ts';
import { retryAfter } from './retry-after.ts';

/** Responses to rejected photos; any other error is a bug. */
const statuses: Partial<Record<UserErrorCode, number>> = {
  INVALID_INPUT: 400,
  UPLOAD_EXPIRED: 410,
  STORAGE_FULL: 507,
};

interface Receiver {
  uploads: Pick<Uploads, 'find' | 'receive'>;
  access: Pick<Access, 'rateLimits' | 'authentication'>;
}

/**
 * Answers a PUT of the bytes of an announced photo. It is authorized only by the secret in its URL, so no page can make
 * a browser send one in its visitor's name.
 * @param token the secret
 */
export async function answerUpload(
  receiver: Receiver,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<void> {
  const turnAway = (status: number, message: string, headers = {}) =>
    refuse(response, status, message, headers);
  if (request.method !== 'PUT') return turnAway(405, 'Photos are sent by PUT', { allow: 'PUT' });
  const { 'content-encoding': encoding, 'content-range': range } = request.headers;
  // The body is stored unchanged, and only if complete.
  if (isEncoded(encoding)) return turnAway(415, 'Expected the uncompressed file, without Content-Encoding');
  if (range !== undefined) return turnAway(400, 'Expected the whole file at once, without Content-Range');
  try {
    const upload = await admit(receiver, token, address);
    const { 'content-length': announced } = request.headers;
    if (announced !== undefined && Number(announced) !== upload.sizeBytes) {
      throw otherSize(upload.sizeBytes, Number(announced));
    }
    const isTaken = upload.receivedAt === null && (await receiver.uploads.receive(upload, bytesOf(request)));
    if (!isTaken)
      return turnAway(
        409,
        'The photo was sent already, or is being sent; complete the upload, or ask for another',
      );
    response.writeHead(204, { 'cache-control': 'no-store' }).end();
  } catch (error) {
    // A client that disconnects gets no response.
    if (hasGone(request, error)) return;
    if (error instanceof AccessError) return turnAway(error.status, error.message, retryAfter(error));
    const status = error instanceof UserError ? statuses[error.code] : undefined;
    if (status === undefined) throw error;
    turnAway(status, (error as UserError).message);
  }
}

const replaced =
  'This URL was replaced: `createUpload` was called again with the same idempotency key. Send the photo to the URL that it returned last';

/** @throws AccessError FORBIDDEN, RATE_LIMITED */
async function admit({ uploads, access }: Receiver, token: string, address: string): Promise<ImageUpload> {
  const { rateLimits, authentication } = access;
  const found = await uploads.find(token);
  if (found) {
    await rateLimits.countUpload(found.upload.keyId);
    if (found.isReplaced) throw new AccessError('FORBIDDEN', replaced);
    return found.upload;
  }
  // If no keys are required, nobody guesses one.
  if (authentication.isRequired) await rateLimits.countWrongKey(address);
  throw new AccessError('FORBIDDEN', 'Expected the URL of an upload as `createUpload` returned it');
}

/** The body. If the reader stops early, the connection stays open, so that the client receives the reason. */
function bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false });
}
