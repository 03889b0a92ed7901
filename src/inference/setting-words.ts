import { z } from 'zod';
import { standardSpeed, usualFps } from './frame-speed.ts';
import { animationSettingsSchema, standardIfAbsent } from './settings.ts';

/** Settings of an animation by their names, with their ranges and defaults. */
const { shape } = animationSettingsSchema;
type SettingName = keyof typeof shape;

/** The default of `speed`, which is per frame. */
export const speedDefault = `${standardSpeed} at ${usualFps} frames per second, and as fast at every other frame rate`;

/**
 * The default of a setting in the form of the command line, such as `30` or `symmetric`: that of its schema, or of
 * {@link standardIfAbsent}.
 */
export function standardOf(setting: SettingName | z.ZodType): string {
  const absent: Record<string, unknown> = typeof setting === 'string' ? standardIfAbsent : {};
  const standard = schemaOf(setting).safeParse(undefined).data ?? absent[String(setting)];
  if (!['string', 'number', 'boolean'].includes(typeof standard)) {
    throw new Error(
      `Expected a default that can be written${typeof setting === 'string' ? ` for ${setting}, in its schema or in standardIfAbsent` : ''}, but received ${JSON.stringify(standard)}`,
    );
  }
  return String(standard);
}

/** The range of a numeric setting, such as `0…1`; `gt` is written like `min`. */
export function rangeOf(setting: SettingName | z.ZodType): string {
  const { minValue, maxValue } = numberIn(schemaOf(setting));
  return `${minValue}…${maxValue}`;
}

/** The largest value of a numeric setting. */
export function mostOf(setting: SettingName | z.ZodType): number {
  const { maxValue } = numberIn(schemaOf(setting));
  if (maxValue === null) throw new Error('Expected a setting that has a largest value');
  return maxValue;
}

function schemaOf(setting: SettingName | z.ZodType): z.ZodType {
  return typeof setting === 'string' ? shape[setting] : setting;
}

/** The schema inside `optional()` and `default()`. */
function numberIn(schema: z.ZodType): z.ZodNumber {
  let inner: unknown = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap();
  if (!(inner instanceof z.ZodNumber)) throw new Error('Expected a setting that is a number');
  return inner;
}
