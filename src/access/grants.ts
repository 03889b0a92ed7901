import { UserError } from '../errors.ts';
import { filesPath, manifestPath } from '../file-url.ts';
import type { Animation, Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { AccessError } from './access-error.ts';
import type { Authentication } from './authentication.ts';
import { type Caller, hasScope, projectOf } from './caller.ts';
import { animationOfFile, fileFor, type KnownFile, noFile } from './files.ts';
import type { FileLinks } from './links/file-links.ts';
import type { RateLimits } from './rate-limits.ts';

/** Where outputs are stored, in folders named by the ids of their animations. */
const outputFolder = 'animations/';

/** Credentials of a request for a file. */
export interface Shown {
  /** An API key or a token. */
  credential?: string;
  /** The signature in a signed URL. */
  link?: string;
  /** Address of the caller, such as an IP address. */
  address: string;
}

/** Who else may receive the response, and so whether caches on the way may store it. */
export type Audience =
  /** Everyone who can reach the server: no keys are required. */
  | { kind: 'everybody' }
  /** Only the caller. */
  | { kind: 'caller' }
  /**
   * Everyone who has the URL, while the animation is published, or for the given number of seconds until the link
   * expires.
   */
  | { kind: 'public'; secondsLeft?: number };

export interface FileGrant {
  audience: Audience;
  file: KnownFile;
  /** Whether the caller may fetch a photo with all its metadata. */
  mayHaveOriginal: boolean;
}

export interface ManifestGrant {
  audience: Audience;
  animationId: string;
  /** Completes the path of a file, so that the recipient of the manifest can fetch it. */
  sign(path: string): string;
  /** Whether the recipient of the manifest may also fetch that of a companion. */
  mayHave(companion: Pick<Animation, 'publishedAt'>): boolean;
  /** Completes the path of a companion's manifest, so that the recipient can fetch it. */
  signCompanion(path: string): string;
}

/** A resource and the ways to get access to it. Each function finds it, or returns null if access is denied. */
interface Wanted<T> {
  path: string;
  /** False if anyone may learn that it does not exist, because its id cannot be guessed. */
  mayBeThere(): Promise<boolean>;
  ofAnimations(where: Prisma.AnimationWhereInput): Promise<T | null>;
  published(): Promise<T | null>;
  byCaller(caller: Caller): Promise<T | null>;
}

interface Granted<T> {
  found: T;
  audience: Audience;
  caller: Caller | null;
  sign(path: string): string;
  /** Whether a link opens companions too. */
  hasCompanions?: boolean;
}

/**
 * Decides who may fetch files and manifests: with a key, a token or a link, or without any if the animation is
 * published.
 */
export class Grants {
  readonly #prisma: PrismaClient;
  readonly #authentication: Authentication;
  readonly #rateLimits: RateLimits;
  readonly #links: FileLinks;

  constructor(
    prisma: PrismaClient,
    authentication: Authentication,
    rateLimits: RateLimits,
    links: FileLinks,
  ) {
    this.#prisma = prisma;
    this.#authentication = authentication;
    this.#rateLimits = rateLimits;
    this.#links = links;
  }

  /**
   * Grants access to the file stored under a key.
   * @throws AccessError UNAUTHENTICATED, FORBIDDEN, LINK_ENDED, RATE_LIMITED; UserError NOT_FOUND
   */
  async file(shown: Shown, key: string): Promise<FileGrant> {
    const outputOf = (where: object) => animationOfFile(this.#prisma, key, where);
    const { found, audience, caller } = await this.#grant(shown, {
      path: `${filesPath}${key}`,
      // The names of the other files can be derived from this one.
      mayBeThere: async () => !key.startsWith(outputFolder) || (await outputOf({})) !== null,
      ofAnimations: outputOf,
      published: () => outputOf({ publishedAt: { not: null } }),
      byCaller: (caller) => fileFor(this.#prisma, caller, key),
    });
    return { audience, file: found, mayHaveOriginal: caller !== null && hasScope(caller, 'write') };
  }

  /**
   * Grants access to the manifest of an animation.
   * @param animationId row id
   * @param globalId its global id, as in the URL
   * @throws as {@link file}
   */
  async manifest(shown: Shown, animationId: string, globalId: string): Promise<ManifestGrant> {
    const has = async (id: string, where: Prisma.AnimationWhereInput) =>
      (await this.#prisma.animation.count({ where: { AND: [{ id }, where] } })) > 0 ? id : null;
    const isPublished = { publishedAt: { not: null } };
    const ofCaller = async (caller: Caller, id: string) => {
      if (caller.kind === 'animation') return caller.animationId === id ? has(id, {}) : null;
      return hasScope(caller, 'read') ? has(id, { projectId: projectOf(caller) }) : null;
    };
    const {
      audience,
      caller,
      sign,
      hasCompanions = false,
    } = await this.#grant(shown, {
      path: manifestPath(globalId),
      mayBeThere: async () => (await has(animationId, {})) !== null,
      ofAnimations: (where) => has(animationId, where),
      published: () => has(animationId, isPublished),
      async byCaller(caller) {
        const found = await ofCaller(caller, animationId);
        if (found === null && hasScope(caller, 'read')) throw noFile();
        return found;
      },
    });
    const mayHave = ({ publishedAt }: Pick<Animation, 'publishedAt'>) =>
      publishedAt !== null || hasCompanions || (caller !== null && hasScope(caller, 'read'));
    return { audience, animationId, sign, mayHave, signCompanion: hasCompanions ? sign : (path) => path };
  }

  async #grant<T>(shown: Shown, wanted: Wanted<T>): Promise<Granted<T>> {
    if (!this.#authentication.isRequired) return this.#grantCaller(shown, wanted, { kind: 'everybody' });
    if (shown.link !== undefined) return this.#grantLink(shown.link, shown.address, wanted);
    if (shown.credential === undefined) {
      await this.#rateLimits.countStranger(shown.address);
      const granted = await published(wanted);
      if (granted) return granted;
      // A key would not help: a deleted animation, published or not, is treated as if it never existed.
      if (!(await wanted.mayBeThere())) throw noFile();
    }
    return this.#grantCaller(shown, wanted, { kind: 'caller' });
  }

  async #grantLink<T>(text: string, address: string, wanted: Wanted<T>): Promise<Granted<T>> {
    const claims = await this.#links.verify(text, wanted.path);
    if (!claims) {
      await this.#rateLimits.countWrongKey(address);
      throw new AccessError(
        'FORBIDDEN',
        'This is not a link that this server gave out, or its address is incomplete or was changed; copy the whole address again, or ask for a new one where you have it from',
      );
    }
    await this.#rateLimits.countStranger(address);
    const valid = claims === 'ended' ? null : await this.#links.find(claims);
    const found = valid && (await wanted.ofAnimations(valid.animations));
    if (valid && found) {
      const { link } = valid;
      const signer = await this.#links.signer(link);
      const sign = (path: string) => `${path}?link=${signer?.(path)}`;
      const secondsLeft = this.#links.secondsLeft(link);
      const { withCompanions: hasCompanions } = link;
      return { found, audience: { kind: 'public', secondsLeft }, caller: null, sign, hasCompanions };
    }
    const granted = await published(wanted);
    if (granted) return granted;
    throw new AccessError(
      'LINK_ENDED',
      'This link has expired, or its owner has ended it; ask for a new one where you have it from',
    );
  }

  async #grantCaller<T>(
    { credential, address }: Shown,
    wanted: Wanted<T>,
    audience: Audience,
  ): Promise<Granted<T>> {
    const caller = await this.#authentication.authenticate(credential, address);
    await this.#rateLimits.countFile(caller);
    try {
      const found = await wanted.byCaller(caller);
      if (found === null)
        throw new AccessError(
          'FORBIDDEN',
          'This key or token may not fetch this file; use a key of scope read of its project, or a link',
        );
      const query = caller.kind === 'animation' ? `?token=${credential}` : '';
      return { found, audience, caller, sign: (path) => `${path}${query}` };
    } catch (error) {
      // An animation of another project may be published.
      const isRefusal = error instanceof AccessError || error instanceof UserError;
      const granted = isRefusal ? await published(wanted) : null;
      if (granted) return granted;
      throw error;
    }
  }
}

async function published<T>(wanted: Wanted<T>): Promise<Granted<T> | null> {
  const found = await wanted.published();
  if (found === null) return null;
  return { found, audience: { kind: 'public' }, caller: null, sign: (path) => path };
}
