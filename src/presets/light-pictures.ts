import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Made by `npm run light-pictures`. */
export const lightPicturesFolder = fileURLToPath(new URL('../../models/light-pictures', import.meta.url));

const text = z.string().min(1);
const lightPicturesSchema = z.strictObject({
  widthPixels: z.int().positive(),
  heightPixels: z.int().positive(),
  /** The sample photos of all lights. */
  scenes: z.array(z.strictObject({ name: text, label: text })),
  pictures: z.array(
    z.strictObject({
      scene: text,
      preset: text,
      /** Its name contains a digest of its bytes, so its content never changes. */
      file: z.string().regex(/^[a-z-]+-[0-9a-f]{12}\.webp$/),
      /** Digest of its look; null for the photo as taken. */
      look: z.string().nullable(),
    }),
  ),
});
export type LightPictures = z.output<typeof lightPicturesSchema>;
export type LightPicture = LightPictures['pictures'][number];

let known: LightPictures | undefined;

/** Thumbnails of the built-in lights, read on first use. */
export function lightPictures(): LightPictures {
  known ??= lightPicturesSchema.parse(JSON.parse(readFileSync(`${lightPicturesFolder}/index.json`, 'utf8')));
  return known;
}
