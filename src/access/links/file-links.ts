import { notFound, UserError } from '../../errors.ts';
import type { FileLink, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { Caller } from '../caller.ts';
import type { LinkSecrets } from './secrets.ts';
import { type LinkClaims, signerOf, signLink, verifyLink } from './signature.ts';

const dayMs = 24 * 60 * 60_000;
/** Range of link lifetimes: 30 seconds to 10 years. */
export const linkRangeMs = { min: 30_000, max: 3_653 * dayMs };
/** Most valid links per animation at a time. */
export const mostLinks = 1_000;

/** A link to an animation's manifest, or to one of its files. */
export interface NewFileLink {
  /** Row id. */
  animationId: string;
  /** The file it gives access to; null for the manifest, which links to all outputs. */
  storageKey: string | null;
  /** Whether a link to the manifest also gives access to the manifests and outputs of its companions. */
  withCompanions: boolean;
  expiresAt: Date;
}

/** A valid link, and the animations that it gives access to. */
export interface FoundLink {
  link: FileLink;
  animations: Prisma.AnimationWhereInput;
}

/**
 * Links that give anyone access to an animation's files until a set date. They are signed; a row records whether a link
 * was revoked.
 */
export class FileLinks {
  readonly #prisma: PrismaClient;
  readonly #secrets: LinkSecrets;
  readonly #now: () => number;

  constructor(prisma: PrismaClient, secrets: LinkSecrets, now: () => number = Date.now) {
    this.#prisma = prisma;
    this.#secrets = secrets;
    this.#now = now;
  }

  /**
   * Creates a link.
   * @throws UserError INVALID_INPUT with the path `expiresAt` for a date out of range, and without a path if there are
   *   too many links; NOT_FOUND if the animation was deleted
   */
  async create({ expiresAt, ...target }: NewFileLink, caller: Caller): Promise<FileLink> {
    const { animationId } = target;
    const lifetimeMs = expiresAt.getTime() - this.#now();
    if (!(lifetimeMs >= linkRangeMs.min && lifetimeMs <= linkRangeMs.max)) {
      const message = `Expected a date from 30 seconds to 10 years from now as the end of the link, but received ${expiresAt.toISOString()}`;
      throw new UserError('INVALID_INPUT', message, { path: ['expiresAt'] });
    }
    if ((await this.#prisma.fileLink.count({ where: { animationId, ...this.good() } })) >= mostLinks) {
      const message = `Expected fewer than ${mostLinks} valid links of this animation before another is made; revoke some that nobody needs any more`;
      throw new UserError('INVALID_INPUT', message);
    }
    const keyId = caller.kind === 'key' ? caller.id : null;
    // Links store their expiry in whole seconds.
    const end = new Date(Math.floor(expiresAt.getTime() / 1000) * 1000);
    const data = { ...target, expiresAt: end, keyId };
    return this.#prisma.fileLink.create({ data }).catch((error) => {
      throw error.code === 'P2003' ? notFound('Animation', animationId) : error;
    });
  }

  /** The signature of a link for a path, such as `dsl_…`; null if it has expired or was revoked. */
  async signer({ id, expiresAt, revokedAt }: FileLink): Promise<((path: string) => string) | null> {
    if (revokedAt !== null || expiresAt.getTime() <= this.#now()) return null;
    const [secret] = await this.#secrets.accepted();
    return (path) => signLink(secret, { linkId: id, expiresAt }, path);
  }

  /**
   * The claims of a link to a path; `ended` if its secret has ended, null if its signature is invalid. Does not access
   * the database. Anyone who has seen a link of an ended secret can write others that count as ended: they open
   * nothing.
   */
  async verify(text: string, path: string): Promise<LinkClaims | 'ended' | null> {
    const claims = verifyLink(text, path, await this.#secrets.accepted());
    if (claims) return claims;
    const signer = signerOf(text);
    return signer !== null && (await this.#secrets.ended()).has(signer) ? 'ended' : null;
  }

  /** The link with these claims, if it is still valid. */
  async find({ linkId, expiresAt }: LinkClaims): Promise<FoundLink | null> {
    if (expiresAt.getTime() <= this.#now()) return null;
    const found = await this.#prisma.fileLink.findFirst({
      where: { id: linkId, ...this.good() },
      include: { animation: { select: { projectId: true, motionDigest: true } } },
    });
    if (!found) return null;
    const { animation, ...link } = found;
    const itself = { id: link.animationId };
    // Without a digest, all others without one would count as companions.
    const hasOthers = link.withCompanions && animation.motionDigest !== null;
    return { link, animations: hasOthers ? { OR: [itself, animation] } : itself };
  }

  /** Time until it expires, unless it is revoked. */
  secondsLeft({ expiresAt }: FileLink): number {
    return Math.max(0, Math.floor((expiresAt.getTime() - this.#now()) / 1000));
  }

  /**
   * Revokes a link permanently. Revoking it again has no effect.
   * @throws UserError NOT_FOUND
   */
  async revoke(id: string, projectId: string): Promise<FileLink> {
    const where = { id, animation: { projectId } };
    await this.#revoke(where);
    const link = await this.#prisma.fileLink.findUnique({ where });
    if (!link) throw notFound('FileLink', id);
    return link;
  }

  /** Revokes all links of an animation. @returns the number of links that were valid */
  revokeOfAnimation(animationId: string): Promise<number> {
    return this.#revoke({ animationId });
  }

  /** Links that are neither revoked nor expired. */
  good(): Prisma.FileLinkWhereInput {
    return { revokedAt: null, expiresAt: { gt: new Date(this.#now()) } };
  }

  async #revoke(where: Prisma.FileLinkWhereInput): Promise<number> {
    const data = { revokedAt: new Date(this.#now()) };
    return (await this.#prisma.fileLink.updateMany({ where: { ...where, ...this.good() }, data })).count;
  }
}
