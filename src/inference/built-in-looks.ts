import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Look, lookSchema } from './look.ts';

const file = new URL('../../models/looks.json', import.meta.url);

const builtInLooksSchema = z.array(
  z.strictObject({
    name: z.string().regex(/^[a-z][a-z-]*$/, 'expected a name in kebab case'),
    label: z.string().min(1),
    /** Of the night, or of the blue hour: what pages show in the dark. */
    isDark: z.boolean().optional(),
    /** Where its numbers come from: a picture and its licence, or a hand. */
    source: z.string().min(1),
    look: lookSchema,
  }),
);

export interface BuiltInLook {
  /** As people call the light; variants of it add a word. */
  name: string;
  label: string;
  isDark?: boolean;
  source: string;
  look: Look;
}

/** The looks that come along, whatever the bundle. */
export const builtInLooks: readonly BuiltInLook[] = builtInLooksSchema.parse(
  JSON.parse(readFileSync(file, 'utf8')),
);
