import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Look, lookSchema } from './look.ts';

const file = new URL('../../models/looks.json', import.meta.url);

const builtInLooksSchema = z.array(
  z.strictObject({
    name: z.string().regex(/^[a-z][a-z-]*$/, 'expected a name in kebab case'),
    label: z.string().min(1),
    /** Night or blue hour: what pages show in the dark. */
    isDark: z.boolean().optional(),
    /** Source of its numbers: a picture and its licence, or set by hand. */
    source: z.string().min(1),
    look: lookSchema,
  }),
);

export interface BuiltInLook {
  /** Common name of the light; variants add a word. */
  name: string;
  label: string;
  isDark?: boolean;
  source: string;
  look: Look;
}

/** The built-in looks, independent of the bundle. */
export const builtInLooks: readonly BuiltInLook[] = builtInLooksSchema.parse(
  JSON.parse(readFileSync(file, 'utf8')),
);
