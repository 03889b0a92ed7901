import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { readPictureLook } from '../inference/appearance/picture-look.ts';
import type { Bundle } from '../inference/bundle/bundle.ts';
import { readClipLight } from '../inference/clip/clip-light.ts';
import type { Light } from '../inference/look.ts';
import { containerOf } from '../video/containers.ts';

/**
 * The looks of pictures, in order, or those that a clip passes through.
 * @param log receives a message for each picture without a sky
 * @throws UserError of a picture or clip; INVALID_SETTINGS for a clip beside others
 */
export async function readMoments(
  bundle: Bundle,
  paths: readonly string[],
  log: (line: string) => void,
): Promise<Light['moments']> {
  const moments: Light['moments'] = [];
  for (const path of paths) {
    const name = basename(path);
    if (await isClip(path)) {
      if (paths.length > 1) {
        const message = `Expected several pictures or a single clip as --light-of, but received the clip ${name} along with other files; leave out either`;
        throw new UserError('INVALID_SETTINGS', message, { path: ['lightOf'] });
      }
      const { looks } = await readClipLight(bundle, path);
      return looks.map((moment) => ({ name, ...moment }));
    }
    const { look } = await readPictureLook(bundle, path);
    if (!look.sky) log(`No sky was found in ${name}: skies take on the light of its water or land`);
    moments.push({ name, look });
  }
  return moments;
}

/** An unreadable file is not a clip: the error for a picture says what is wrong. */
async function isClip(path: string): Promise<boolean> {
  return (await containerOf(path).catch(() => null)) !== null;
}
