import { UserError } from '../../errors.ts';
import { type PictureLook, readPictureLook } from '../appearance/picture-look.ts';
import { loadBundle } from '../bundle/bundle.ts';
import { type Fault, toFault } from './messages.ts';
import { letOthersGoFirst } from './priority.ts';

/**
 * Entry of a process that reads the light of one picture and ends: networks run outside the process that answers the API.
 * Arguments are the bundle's folder and the picture's path.
 */
const [bundleDirectory, path] = process.argv.slice(2);
letOthersGoFirst();

async function read(): Promise<PictureLook> {
  const bundle = await loadBundle(bundleDirectory, { device: 'cpu' });
  try {
    return await readPictureLook(bundle, path);
  } finally {
    await bundle.close();
  }
}

const answer: { look: PictureLook } | { fault: Fault } = await read().then(
  (look) => ({ look }),
  (error) => {
    if (!(error instanceof UserError)) console.error(error);
    return { fault: toFault(error) };
  },
);
process.send?.(answer, undefined, undefined, () => process.exit());
