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

/** Numbers separated by commas, as many as `counts` says. @throws InvalidArgumentError when they are not */
export function toNumbers(text: string, counts: readonly number[]): number[] {
  const numbers = text.split(',').map(toNumber);
  if (!counts.includes(numbers.length)) {
    throw new InvalidArgumentError(`Expected ${counts.join(' or ')} numbers separated by commas.`);
  }
  return numbers;
}

/** `x,y` as a place. @throws InvalidArgumentError */
export function toPoint(text: string): { x: number; y: number } {
  const [x, y] = toNumbers(text, [2]);
  return { x, y };
}

/** `x,y,dx,dy[,speed]` as a way from one place to another. @throws InvalidArgumentError */
export function toArrow(text: string) {
  const [x, y, dx, dy, speedPercent] = toNumbers(text, [4, 5]);
  return { from: { x, y }, to: { x: x + dx, y: y + dy }, speedPercent };
}

/** `zoom[,x,y]`. @throws InvalidArgumentError */
export function toCamera(text: string) {
  const [zoom, x, y] = toNumbers(text, [1, 3]);
  return { zoom, towards: x === undefined ? undefined : { x, y } };
}

/** Of an option that may come several times: all its values, each read by `read`. */
export function collect<Value>(read: (text: string) => Value) {
  return (text: string, before: Value[] | undefined): Value[] => [...(before ?? []), read(text)];
}
