import { z } from 'zod';
import { animationSettingsSchema } from './settings.ts';

/** Settings of an animation by their names, with their ranges and defaults. */
const { shape } = animationSettingsSchema;
type SettingName = keyof typeof shape;

/** The default of a setting in the form of the command line, such as `30` or `symmetric`. */
export function standardOf(setting: SettingName | z.ZodType): string {
  const schema = schemaOf(setting);
  const standard: unknown = schema.safeParse(undefined).data;
  if (typeof standard !== 'string' && typeof standard !== 'number') {
    throw new Error(
      `Expected a setting with a default that can be written, but received ${JSON.stringify(standard)}`,
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
