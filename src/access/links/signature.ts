import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The signed claims of a link. */
export interface LinkClaims {
  /** Row id of the link: a UUID. */
  linkId: string;
  /** Exact to a second. */
  expiresAt: Date;
}

/** The name of a secret is enough to recognise its links, but not to sign one. Hexadecimal. */
export type SecretName = string;

/** A secret, and the short name that identifies it in links. */
export interface NamedSecret {
  name: Buffer;
  secret: string;
}

export const linkPrefix = 'dsl_';

const nameBytes = 4;
const idBytes = 16;
const timeBytes = 5;
const claimBytes = nameBytes + idBytes + timeBytes;
const signatureBytes = 32;
/** A multiple of 3 bytes, so that the base64 text is unique for the bytes. */
const form = new RegExp(`^${linkPrefix}[\\w-]{${((claimBytes + signatureBytes) * 4) / 3}}$`);

/** @param secret 32 characters or more; its name reveals nothing about it */
export function nameSecret(secret: string): NamedSecret {
  const name = createHash('sha256').update(`driftscape link secret ${secret}`).digest();
  return { name: name.subarray(0, nameBytes), secret };
}

/**
 * Signs a link to one path of this server. @returns the text for its URL
 * @param path such as `/files/animations/….mp4`; the signature is invalid for any other path
 */
export function signLink({ name, secret }: NamedSecret, claims: LinkClaims, path: string): string {
  const seconds = Buffer.alloc(timeBytes);
  seconds.writeUIntBE(Math.floor(claims.expiresAt.getTime() / 1000), 0, timeBytes);
  const said = Buffer.concat([name, Buffer.from(claims.linkId.replaceAll('-', ''), 'hex'), seconds]);
  return `${linkPrefix}${Buffer.concat([said, signatureOf(said, path, secret)]).toString('base64url')}`;
}

/**
 * The claims of a link to a path; null if none of the secrets signed it. Does not access the database, and compares
 * signatures in constant time.
 */
export function verifyLink(text: string, path: string, secrets: readonly NamedSecret[]): LinkClaims | null {
  const bytes = bytesOf(text);
  if (!bytes) return null;
  const said = bytes.subarray(0, claimBytes);
  const signer = secrets.find(({ name }) => name.equals(said.subarray(0, nameBytes)));
  if (!signer) return null;
  if (!timingSafeEqual(bytes.subarray(claimBytes), signatureOf(said, path, signer.secret))) return null;
  const hex = said.toString('hex', nameBytes, nameBytes + idBytes);
  const linkId = hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  return { linkId, expiresAt: new Date(said.readUIntBE(nameBytes + idBytes, timeBytes) * 1000) };
}

/** The name of the secret of which a link says that it signed it; null for anything that is no link. */
export function signerOf(text: string): SecretName | null {
  return bytesOf(text)?.toString('hex', 0, nameBytes) ?? null;
}

function bytesOf(text: string): Buffer | null {
  return form.test(text) ? Buffer.from(text.slice(linkPrefix.length), 'base64url') : null;
}

function signatureOf(said: Buffer, path: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(linkPrefix).update(said).update(path).digest();
}
