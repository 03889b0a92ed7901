import { DriftscapeError } from './errors.ts';

/**
 * JSON has no NaN or Infinity and would send `null`, which selects a default.
 * @throws DriftscapeError with the path of the first number in `value` that is not finite
 */
export function expectFinite(value: unknown, path: readonly string[] = []): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = `${path.at(-1)}: expected a finite number, but received ${value}`;
    throw new DriftscapeError(message, { code: 'BAD_USER_INPUT', path });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) expectFinite(part, [...path, name]);
}
