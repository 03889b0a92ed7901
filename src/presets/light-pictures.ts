import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Made by `npm run light-pictures`. */
export const lightPicturesFolder = fileURLToPath(new URL('../../models/light-pictures', import.meta.url));

const text = z.string().min(1);
const lightPicturesSchema = z.strictObject({
  widthPixels: z.int().positive(),
  heightPixels: z.int().positive(),
  /** The photos that all lights are shown on. */
  scenes: z.array(z.strictObject({ name: text, label: text })),
  pictures: z.array(
    z.strictObject({
      scene: text,
      preset: text,
      /** Its name holds a digest of its bytes, so that a name never gets other bytes. */
      file: z.string().regex(/^[a-z-]+-[0-9a-f]{12}\.webp$/),
      /** Digest of the look that it shows; null for the photo as it was taken. */
      look: z.string().nullable(),
    }),
  ),
});
export type LightPictures = z.output<typeof lightPicturesSchema>;
export type LightPicture = LightPictures['pictures'][number];

let known: LightPictures | undefined;

/** Small pictures of the built-in lights; read when they are first asked for. */
export function lightPictures(): LightPictures {
  known ??= lightPicturesSchema.parse(JSON.parse(readFileSync(`${lightPicturesFolder}/index.json`, 'utf8')));
  return known;
}
