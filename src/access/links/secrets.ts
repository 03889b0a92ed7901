import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { readOrMakeSecretFile, replaceSecretFile } from '../secret-file.ts';
import { type NamedSecret, nameSecret } from './signature.ts';

const secretBytes = 32;
/** How long a process may use cached secrets before it checks for a rotation by another process. */
const knownForMs = 1_000;

/** The secrets of link signatures: the first signs, all are accepted. */
export interface LinkSecrets {
  accepted(): Promise<readonly NamedSecret[]>;
}

/**
 * Uses the secrets of `LINK_SECRET` if servers share no data directory, otherwise those in the data directory. These
 * are not in backups, so a copy of the database is not enough to forge a link.
 * @param given the setting: the secret that signs, then others that are accepted
 */
export function openLinkSecrets(
  dataDirectory: string,
  given?: readonly string[],
  now: () => number = Date.now,
): LinkSecrets {
  if (!given) return new SecretsOfFile(join(dataDirectory, fileName), now);
  const secrets = given.map(nameSecret);
  return { accepted: async () => secrets };
}

const fileName = 'link-secret';

/** One line per secret, newest first; older secrets have the time until which they are accepted. */
class SecretsOfFile implements LinkSecrets {
  readonly #path: string;
  readonly #now: () => number;
  #secrets: readonly Line[] = [];
  #version = '';
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
  }

  async accepted(): Promise<readonly NamedSecret[]> {
    if (performance.now() - this.#lookedAtMs >= knownForMs) await this.#look();
    return this.#secrets.filter(({ untilMs }) => untilMs > this.#now());
  }

  async #look(): Promise<void> {
    const version = await stat(this.#path).then(
      ({ mtimeMs, ino, size }) => `${mtimeMs} ${ino} ${size}`,
      () => '',
    );
    // Keep the secrets if the file is temporarily missing, for example because its volume is.
    if (this.#secrets.length === 0 || (version !== '' && version !== this.#version)) {
      const secrets = linesOf(await readOrMakeSecretFile(this.#path, newSecret));
      if (secrets.length === 0) {
        throw new Error(
          `Expected a secret in ${this.#path}, but it is empty; remove it, and a new one is made`,
        );
      }
      this.#secrets = secrets;
      this.#version = version;
    }
    this.#lookedAtMs = performance.now();
  }
}

interface Line extends NamedSecret {
  untilMs: number;
}

function linesOf(text: string): Line[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [secret, until] = line.trim().split(/\s+/);
    return { ...nameSecret(secret), untilMs: until ? Date.parse(until) : Number.POSITIVE_INFINITY };
  });
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('hex');
}

/**
 * Signs with a new secret from now on. Running servers notice within a second.
 * @param options.acceptOldUntil until when links of older secrets stay valid; null invalidates them at once
 * @throws UserError INVALID_INPUT if the secrets are set in `LINK_SECRET`
 */
export async function rotateLinkSecret(
  dataDirectory: string,
  given: readonly string[] | undefined,
  { acceptOldUntil }: { acceptOldUntil: Date | null },
): Promise<void> {
  if (given) {
    const message =
      'The secrets are those of LINK_SECRET: put a new one before the others there, by a comma, and start the servers again';
    throw new UserError('INVALID_INPUT', message);
  }
  const path = join(dataDirectory, fileName);
  const old = linesOf(await readOrMakeSecretFile(path, newSecret));
  const kept = acceptOldUntil === null ? [] : old.filter(({ untilMs }) => untilMs > Date.now());
  const lines = kept.map(({ secret, untilMs }) => {
    const until = Number.isFinite(untilMs) ? new Date(untilMs) : acceptOldUntil;
    return `${secret} ${until?.toISOString()}`;
  });
  await replaceSecretFile(path, `${[newSecret(), ...lines].join('\n')}\n`);
}
