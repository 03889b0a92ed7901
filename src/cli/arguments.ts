import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';

const project = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The folder that a user's relative paths are resolved against. npm always runs scripts in the project's folder, and
 * stores the caller's folder in `INIT_CWD`.
 */
export function callersFolder(): string {
  const { INIT_CWD, npm_package_json } = process.env;
  const isOurScript =
    npm_package_json === resolve(project, 'package.json') && process.cwd() === resolve(project);
  return isOurScript && INIT_CWD ? INIT_CWD : process.cwd();
}

/**
 * Makes a path of the command line absolute. Keeps `-`, and a trailing slash. @throws InvalidArgumentError when it is
 * empty
 */
export function toPath(text: string): string {
  if (text === '')
    throw new InvalidArgumentError('Expected a path, but it is empty; name a file or a folder.');
  if (text === '-') return text;
  // A trailing slash marks a folder.
  return resolve(callersFolder(), text) + (/[^/]\/+$/.test(text) ? '/' : '');
}

/** @throws InvalidArgumentError when it is empty */
export function toName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a name, but it is empty; write one.');
  return text;
}

/** @throws InvalidArgumentError when it is not a number */
export function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new InvalidArgumentError('Expected a number such as 8 or 0.5.');
  return number;
}

/**
 * Numbers separated by commas; `counts` lists the allowed numbers of values. @throws InvalidArgumentError when they are
 * not
 */
export function toNumbers(text: string, counts: readonly number[]): number[] {
  const numbers = text.split(',').map(toNumber);
  if (!counts.includes(numbers.length)) {
    throw new InvalidArgumentError(`Expected ${counts.join(' or ')} numbers separated by commas.`);
  }
  return numbers;
}

/** Parses `x,y` as a point. @throws InvalidArgumentError */
export function toPoint(text: string): { x: number; y: number } {
  const [x, y] = toNumbers(text, [2]);
  return { x, y };
}

/** Parses `x,y,dx,dy[,speed]` as an arrow from one point to another. @throws InvalidArgumentError */
export function toArrow(text: string) {
  const [x, y, dx, dy, speedPercent] = toNumbers(text, [4, 5]);
  return { from: { x, y }, to: { x: x + dx, y: y + dy }, speedPercent };
}

/** `zoom[,x,y]`. @throws InvalidArgumentError */
export function toCamera(text: string) {
  const [zoom, x, y] = toNumbers(text, [1, 3]);
  return { zoom, towards: x === undefined ? undefined : { x, y } };
}

/** Collects all values of a repeatable option, each parsed by `read`. */
export function collect<Value>(read: (text: string) => Value) {
  return (text: string, before: Value[] | undefined): Value[] => [...(before ?? []), read(text)];
}
