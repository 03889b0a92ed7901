import { UserError } from '../errors.ts';
import { filesPath, manifestPath } from '../file-url.ts';
import type { Animation, PrismaClient } from '../generated/prisma/client.ts';
import { AccessError } from './access-error.ts';
import type { Authentication } from './authentication.ts';
import { type Caller, hasScope, projectOf } from './caller.ts';
import { animationOfFile, fileFor, type KnownFile, noFile } from './files.ts';
import type { FileLinks } from './links/file-links.ts';
import type { RateLimits } from './rate-limits.ts';

/** Where outputs are stored, in folders named after their animations' ids. */
const outputFolder = 'animations/';

/** What somebody shows who wants a file. */
export interface Shown {
  /** An API key or a token. */
  credential?: string;
  /** What a signed address carries. */
  link?: string;
  /** Where they are, such as an IP address. */
  address: string;
}

/** Who else may have what is sent, and so keep it on the way. */
export type Audience =
  /** Whoever reaches the server: nobody is asked for a key. */
  | { kind: 'everybody' }
  /** Who asked, and nobody else. */
  | { kind: 'caller' }
  /** Whoever has the address, while the animation is published, or for as many seconds as the link is still good. */
  | { kind: 'public'; secondsLeft?: number };

export interface FileGrant {
  audience: Audience;
  file: KnownFile;
  /** Whether a photo may be had with all that it says of itself. */
  mayHaveOriginal: boolean;
}

export interface ManifestGrant {
  audience: Audience;
  animationId: string;
  /** Finishes the path of a file, so that who got the manifest may fetch it. */
  sign(path: string): string;
  /** Whether who got the manifest may have that of another animation of its project, too. */
  mayHave(other: Pick<Animation, 'publishedAt'>): boolean;
}

/** A thing that is served, and who may have it in which way. Each finds it, or null for who may not. */
interface Wanted<T> {
  path: string;
  /** False where it can be told to anybody that there is nothing: whoever asks knows an id that nobody can guess. */
  mayBeThere(): Promise<boolean>;
  ofAnimation(animationId: string): Promise<T | null>;
  published(): Promise<T | null>;
  byCaller(caller: Caller): Promise<T | null>;
}

interface Granted<T> {
  found: T;
  audience: Audience;
  caller: Caller | null;
  sign(path: string): string;
}

/** Who may fetch files and manifests: with a key, a token or a link, or without anything where an animation is published. */
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
   * Lets somebody fetch the file that is stored under a key.
   * @throws AccessError UNAUTHENTICATED, FORBIDDEN, LINK_ENDED, RATE_LIMITED; UserError NOT_FOUND
   */
  async file(shown: Shown, key: string): Promise<FileGrant> {
    const outputOf = (where: object) => animationOfFile(this.#prisma, key, where);
    const { found, audience, caller } = await this.#grant(shown, {
      path: `${filesPath}${key}`,
      // The names of other files can be made up by who has the file.
      mayBeThere: async () => !key.startsWith(outputFolder) || (await outputOf({})) !== null,
      ofAnimation: (id) => outputOf({ id }),
      published: () => outputOf({ publishedAt: { not: null } }),
      byCaller: (caller) => fileFor(this.#prisma, caller, key),
    });
    return { audience, file: found, mayHaveOriginal: caller !== null && hasScope(caller, 'write') };
  }

  /**
   * Lets somebody read the manifest of an animation.
   * @param animationId row id
   * @param globalId the same as the address has it
   * @throws as {@link file}
   */
  async manifest(shown: Shown, animationId: string, globalId: string): Promise<ManifestGrant> {
    const has = async (id: string, where: object) =>
      (await this.#prisma.animation.count({ where: { id, ...where } })) > 0 ? id : null;
    const isPublished = { publishedAt: { not: null } };
    const ofCaller = async (caller: Caller, id: string) => {
      if (caller.kind === 'animation') return caller.animationId === id ? has(id, {}) : null;
      return hasScope(caller, 'read') ? has(id, { projectId: projectOf(caller) }) : null;
    };
    const { audience, caller, sign } = await this.#grant(shown, {
      path: manifestPath(globalId),
      mayBeThere: async () => (await has(animationId, {})) !== null,
      ofAnimation: async (id) => (id === animationId ? id : null),
      published: () => has(animationId, isPublished),
      async byCaller(caller) {
        const found = await ofCaller(caller, animationId);
        if (found === null && hasScope(caller, 'read')) throw noFile();
        return found;
      },
    });
    const mayHave = ({ publishedAt }: Pick<Animation, 'publishedAt'>) =>
      publishedAt !== null || (caller !== null && hasScope(caller, 'read'));
    return { audience, animationId, sign, mayHave };
  }

  async #grant<T>(shown: Shown, wanted: Wanted<T>): Promise<Granted<T>> {
    if (!this.#authentication.isRequired) return this.#grantCaller(shown, wanted, { kind: 'everybody' });
    if (shown.link !== undefined) return this.#grantLink(shown.link, shown.address, wanted);
    if (shown.credential === undefined) {
      await this.#rateLimits.countStranger(shown.address);
      const granted = await published(wanted);
      if (granted) return granted;
      // A key would not help: what is gone, published or not, is as what never was there.
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
        'This link is not one that was given out: its address is incomplete or was changed',
      );
    }
    await this.#rateLimits.countStranger(address);
    const link = await this.#links.find(claims);
    const found = link && (await wanted.ofAnimation(link.animationId));
    if (link && found) {
      const signer = await this.#links.signer(link);
      const sign = (path: string) => `${path}?link=${signer?.(path)}`;
      const secondsLeft = this.#links.secondsLeft(link);
      return { found, audience: { kind: 'public', secondsLeft }, caller: null, sign };
    }
    const granted = await published(wanted);
    if (granted) return granted;
    throw new AccessError(
      'LINK_ENDED',
      'This link has expired or was revoked; ask for another where you have it from',
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
      if (found === null) throw new AccessError('FORBIDDEN', 'This key or token may not fetch this');
      const query = caller.kind === 'animation' ? `?token=${credential}` : '';
      return { found, audience, caller, sign: (path) => `${path}${query}` };
    } catch (error) {
      // What is none of the caller's may be published by others.
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
