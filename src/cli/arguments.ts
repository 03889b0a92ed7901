import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';

const project = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The folder that a user's relative paths count from. npm runs our scripts in the project's folder, wherever it is called, and keeps
 * the caller's in `INIT_CWD`.
 */
export function callersFolder(): string {
  const { INIT_CWD, npm_package_json } = process.env;
  const isOurScript =
    npm_package_json === resolve(project, 'package.json') && process.cwd() === resolve(project);
  return isOurScript && INIT_CWD ? INIT_CWD : process.cwd();
}

/** A path on the command line as an absolute one; `-` stays, and a slash at its end. @throws InvalidArgumentError when it is empty */
export function toPath(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a path, but it is empty.');
  if (text === '-') return text;
  // What ends in a slash is a folder.
  return resolve(callersFolder(), text) + (/[^/]\/+$/.test(text) ? '/' : '');
}

/** @throws InvalidArgumentError when it is empty */
export function toName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a name, but it is empty.');
  return text;
}

/** @throws InvalidArgumentError when it is no number */
export function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Expected a number.');
  return number;
}
