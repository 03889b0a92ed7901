import { UserError } from '../../errors.ts';
import { readLightPreviews } from '../appearance/light-previews.ts';
import { readPictureLook } from '../appearance/picture-look.ts';
import { type Bundle, loadBundle } from '../bundle/bundle.ts';
import { readClipLight } from '../clip/clip-light.ts';
import { readClipMotion } from '../clip/clip-motion.ts';
import { toFault } from './messages.ts';
import { letOthersGoFirst } from './priority.ts';
import type { Answer, Readings } from './read-apart.ts';

/**
 * Entry of a process that reads one file and ends: networks run, and untrusted videos are decoded, outside the process
 * that serves the API. Arguments are the bundle's folder, what to read, and the file's path.
 */
const [bundleDirectory, what, path] = process.argv.slice(2) as [string, keyof Readings, string];
letOthersGoFirst();

const readers: { [What in keyof Readings]: (bundle: Bundle, path: string) => Promise<Readings[What]> } = {
  light: readPictureLook,
  previews: readLightPreviews,
  motion: readClipMotion,
  clipLight: readClipLight,
};

async function read(): Promise<Readings[keyof Readings]> {
  const bundle = await loadBundle(bundleDirectory, { device: 'cpu' });
  try {
    return await readers[what](bundle, path);
  } finally {
    await bundle.close();
  }
}

const answer: Answer = await read().then(
  (found) => ({ found }),
  (error) => {
    if (!(error instanceof UserError)) console.error(error);
    return { fault: toFault(error) };
  },
);
process.send?.(answer, undefined, undefined, () => process.exit());
