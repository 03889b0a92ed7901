import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../digest.ts';
import { notFound, UserError } from '../errors.ts';
import type { ApiKey, PrismaClient, Project } from '../generated/prisma/client.ts';
import { issueWords } from '../issue-words.ts';
import { defaultProject } from '../project.ts';
import { type Caller, type Scope, scopes, toScope } from './caller.ts';
import { revocationChannel } from './revocations.ts';

export const keyPrefix = 'dsk_';
const secretBytes = 32;
const shownCharacters = 10;
/** Format of a secret; anything else is rejected without a look-up. */
const secretForm = new RegExp(`^${keyPrefix}[\\w-]{43}$`);
/** Storing every use would cost one write per operation. */
const useStoredEveryMs = 60_000;

/** Names are shown in terminals, where control characters would be interpreted. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'Expected a name on one line without control characters');

const newApiKey = z.object({
  name,
  scope: z.enum(scopes),
  /** Animations it may create per day (UTC). Default: no limit. */
  animationsPerDay: z.int32().positive().optional(),
  /** Bytes of photos it may upload per day (UTC). Default: no limit. */
  uploadBytesPerDay: z.int().positive().optional(),
  /** Name of its project, created if it does not exist. Default: the first project. */
  project: name.optional(),
});

export type NewApiKey = z.infer<typeof newApiKey>;
export type ApiKeyOfProject = ApiKey & { project: Project };

/** API keys of clients. A secret is shown once, on creation; only its SHA-256 is stored. */
export class ApiKeys {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /**
   * Creates a key.
   * @returns the key and its secret, which cannot be recovered later
   * @throws UserError INVALID_INPUT with the path inside the wanted key
   */
  async create(wanted: NewApiKey): Promise<{ key: ApiKeyOfProject; secret: string }> {
    const { name, scope, animationsPerDay, uploadBytesPerDay, project } = check(wanted);
    const secret = `${keyPrefix}${randomBytes(secretBytes).toString('base64url')}`;
    const key = await this.#prisma.apiKey.create({
      data: {
        name,
        scope: scope.toUpperCase() as Uppercase<Scope>,
        prefix: secret.slice(0, shownCharacters),
        hash: sha256(secret),
        animationsPerDay,
        uploadBytesPerDay,
        project: project
          ? { connectOrCreate: { where: { name: project }, create: { name: project } } }
          : { connect: { id: defaultProject } },
      },
      include: { project: true },
    });
    return { key, secret };
  }

  /** All keys, including revoked ones, newest first. */
  async list(): Promise<ApiKeyOfProject[]> {
    return this.#prisma.apiKey.findMany({ orderBy: { createdAt: 'desc' }, include: { project: true } });
  }

  /**
   * Revokes a key permanently, from the next operation on. Revoking it again has no effect.
   * @param options.projectId only revoke a key of this project; default: of any project
   * @param options.withLinks also revoke the links created with it; by default they stay valid
   * @throws UserError NOT_FOUND
   */
  async revoke(
    id: string,
    { projectId, withLinks = false }: { projectId?: string; withLinks?: boolean } = {},
  ): Promise<ApiKeyOfProject> {
    const where = { id, projectId };
    const data = { revokedAt: new Date() };
    await this.#prisma.apiKey.updateMany({ where: { ...where, revokedAt: null }, data });
    if (withLinks) await this.#prisma.fileLink.updateMany({ where: { key: where, revokedAt: null }, data });
    const key = await this.#prisma.apiKey.findUnique({ where, include: { project: true } });
    if (key) {
      await this.#prisma.$executeRaw`SELECT pg_notify(${revocationChannel}, ${id})`;
      return key;
    }
    throw notFound('ApiKey', id, { advice: '`keys list` shows all' });
  }

  /** The data of a key that signs its tokens; null if there is no such key, or it was revoked. */
  async signingSecret(id: string): Promise<string | null> {
    const key = await this.#prisma.apiKey.findUnique({
      where: { id, revokedAt: null },
      select: { hash: true },
    });
    return key?.hash ?? null;
  }

  /** The caller with this secret; null if no key has it, or the key was revoked. */
  async identify(secret: string): Promise<Caller | null> {
    if (!secretForm.test(secret)) return null;
    // The database compares hashes, so timing reveals nothing about the secret.
    const key = await this.#prisma.apiKey.findUnique({ where: { hash: sha256(secret) } });
    if (!key || key.revokedAt) return null;
    await this.#noteUse(key);
    const { id, projectId, scope, animationsPerDay: animations, uploadBytesPerDay } = key;
    const uploadBytes = uploadBytesPerDay === null ? null : Number(uploadBytesPerDay);
    return { kind: 'key', id, projectId, scope: toScope(scope), quota: { animations, uploadBytes } };
  }

  async #noteUse({ id, lastUsedAt }: ApiKey): Promise<void> {
    const now = new Date();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < useStoredEveryMs) return;
    await this.#prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: now } });
  }
}

function check(wanted: NewApiKey): NewApiKey {
  const parsed = newApiKey.safeParse(wanted, { error: issueWords });
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new UserError('INVALID_INPUT', `${path.join('.')}: ${message}`, { path: path.map(String) });
}
