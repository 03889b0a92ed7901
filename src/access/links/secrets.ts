import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { readOrMakeSecretFile, replaceSecretFile } from '../secret-file.ts';
import { type NamedSecret, nameSecret, type SecretName } from './signature.ts';

const secretBytes = 32;
/** How long a process may use cached secrets before it checks for a rotation by another process. */
const knownForMs = 1_000;

/** The secrets of link signatures. */
export interface LinkSecrets {
  /** The first signs, all are accepted. */
  accepted(): Promise<readonly NamedSecret[]>;
  /**
   * The names of secrets that are accepted no more, so that whoever has one of their links learns that it has ended.
   * The secrets themselves are not kept: one of them may have leaked.
   */
  ended(): Promise<ReadonlySet<SecretName>>;
}

/** Stands before a secret of the setting, or a name in the file, whose links have ended. */
export const endedMark = 'ended:';

/**
 * Uses the secrets of `LINK_SECRET` if servers share no data directory, otherwise those in the data directory. These
 * are not in backups, so a copy of the database is not enough to forge a link.
 * @param given the setting: the secret that signs, then others that are accepted, or have ended ({@link endedMark})
 */
export function openLinkSecrets(
  dataDirectory: string,
  given?: readonly string[],
  now: () => number = Date.now,
): LinkSecrets {
  if (!given) return new SecretsOfFile(join(dataDirectory, fileName), now);
  const isEnded = (secret: string) => secret.startsWith(endedMark);
  const secrets = given.filter((secret) => !isEnded(secret)).map(nameSecret);
  const ended = given.filter(isEnded).map((secret) => hexNameOf(nameSecret(secret.slice(endedMark.length))));
  return { accepted: async () => secrets, ended: async () => new Set(ended) };
}

function hexNameOf({ name }: NamedSecret): SecretName {
  return name.toString('hex');
}

const fileName = 'link-secret';

/**
 * One line per secret, newest first; older secrets have the time until which they are accepted. Then the names of those
 * that have ended.
 */
class SecretsOfFile implements LinkSecrets {
  readonly #path: string;
  readonly #now: () => number;
  #secrets: readonly Line[] = [];
  #ended: readonly SecretName[] = [];
  #version = '';
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
  }

  async accepted(): Promise<readonly NamedSecret[]> {
    await this.#lookIfDue();
    return this.#secrets.filter(({ untilMs }) => untilMs > this.#now());
  }

  async ended(): Promise<ReadonlySet<SecretName>> {
    await this.#lookIfDue();
    const over = this.#secrets.filter(({ untilMs }) => untilMs <= this.#now());
    return new Set([...this.#ended, ...over.map(hexNameOf)]);
  }

  async #lookIfDue(): Promise<void> {
    if (performance.now() - this.#lookedAtMs >= knownForMs) await this.#look();
  }

  async #look(): Promise<void> {
    const version = await stat(this.#path).then(
      ({ mtimeMs, ino, size }) => `${mtimeMs} ${ino} ${size}`,
      () => '',
    );
    // Keep the secrets if the file is temporarily missing, for example because its volume is.
    if (this.#secrets.length === 0 || (version !== '' && version !== this.#version)) {
      const { secrets, ended } = read(await readOrMakeSecretFile(this.#path, newSecret));
      if (secrets.length === 0) {
        throw new Error(
          `Expected a secret in ${this.#path}, but there is none; remove the file, and the server makes a new one`,
        );
      }
      this.#secrets = secrets;
      this.#ended = ended;
      this.#version = version;
    }
    this.#lookedAtMs = performance.now();
  }
}

interface Line extends NamedSecret {
  untilMs: number;
}

function read(text: string): { secrets: Line[]; ended: SecretName[] } {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [ended, current] = [true, false].map((is) =>
    lines.filter((line) => line.startsWith(endedMark) === is),
  );
  const secrets = current.map((line) => {
    const [secret, until] = line.split(/\s+/);
    return { ...nameSecret(secret), untilMs: until ? Date.parse(until) : Number.POSITIVE_INFINITY };
  });
  return { secrets, ended: ended.map((line) => line.slice(endedMark.length)) };
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('hex');
}

/**
 * Signs with a new secret from now on. Running servers notice within a second.
 * @param options.acceptOldUntil until when links of older secrets stay valid; null ends them at once, and erases these
 *   secrets
 * @throws UserError INVALID_INPUT if the secrets are set in `LINK_SECRET`
 */
export async function rotateLinkSecret(
  dataDirectory: string,
  given: readonly string[] | undefined,
  { acceptOldUntil }: { acceptOldUntil: Date | null },
): Promise<void> {
  if (given) {
    const message = `Expected the secrets in DATA_DIR, but the setting LINK_SECRET has them; write the new one before the old ones there, separated by a comma, and restart the servers. To end the links of an old one, write ${endedMark} before it`;
    throw new UserError('INVALID_INPUT', message);
  }
  const path = join(dataDirectory, fileName);
  const { secrets, ended } = read(await readOrMakeSecretFile(path, newSecret));
  const isKept = ({ untilMs }: Line) => acceptOldUntil !== null && untilMs > Date.now();
  const kept = secrets.filter(isKept).map(({ secret, untilMs }) => {
    const until = Number.isFinite(untilMs) ? new Date(untilMs) : acceptOldUntil;
    return `${secret} ${until?.toISOString()}`;
  });
  const endedNow = secrets.filter((line) => !isKept(line)).map(hexNameOf);
  const names = [...endedNow, ...ended].map((name) => `${endedMark}${name}`);
  await replaceSecretFile(path, `${[newSecret(), ...kept, ...names].join('\n')}\n`);
}
