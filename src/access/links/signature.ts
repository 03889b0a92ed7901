import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a link says of itself, and its signature vouches for. */
export interface LinkClaims {
  /** Row id of the link: a UUID. */
  linkId: string;
  /** Exact to a second. */
  expiresAt: Date;
}

/** A secret with the short name by which links say which one signed them. */
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
/** As many bytes as make whole groups of base64: each text stands for other bytes. */
const form = new RegExp(`^${linkPrefix}[\\w-]{${((claimBytes + signatureBytes) * 4) / 3}}$`);

/** @param secret of 32 characters or more: its name gives nothing of it away */
export function nameSecret(secret: string): NamedSecret {
  const name = createHash('sha256').update(`driftscape link secret ${secret}`).digest();
  return { name: name.subarray(0, nameBytes), secret };
}

/**
 * Signs a link to one path of this server: the text that its address carries.
 * @param path such as `/files/animations/….mp4`; the same signature is worth nothing at another
 */
export function signLink({ name, secret }: NamedSecret, claims: LinkClaims, path: string): string {
  const seconds = Buffer.alloc(timeBytes);
  seconds.writeUIntBE(Math.floor(claims.expiresAt.getTime() / 1000), 0, timeBytes);
  const said = Buffer.concat([name, Buffer.from(claims.linkId.replaceAll('-', ''), 'hex'), seconds]);
  return `${linkPrefix}${Buffer.concat([said, signatureOf(said, path, secret)]).toString('base64url')}`;
}

/**
 * What a link to a path claims; null when none of the secrets has signed it. Nothing is looked up, and comparing takes the same
 * time wherever a signature is wrong.
 */
export function verifyLink(text: string, path: string, secrets: readonly NamedSecret[]): LinkClaims | null {
  if (!form.test(text)) return null;
  const bytes = Buffer.from(text.slice(linkPrefix.length), 'base64url');
  const said = bytes.subarray(0, claimBytes);
  const signer = secrets.find(({ name }) => name.equals(said.subarray(0, nameBytes)));
  if (!signer) return null;
  if (!timingSafeEqual(bytes.subarray(claimBytes), signatureOf(said, path, signer.secret))) return null;
  const hex = said.toString('hex', nameBytes, nameBytes + idBytes);
  const linkId = hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  return { linkId, expiresAt: new Date(said.readUIntBE(nameBytes + idBytes, timeBytes) * 1000) };
}

function signatureOf(said: Buffer, path: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(linkPrefix).update(said).update(path).digest();
}
