import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Placements, readPlacements } from './placements.ts';

/**
 * Reads the placement of nodes from ONNX Runtime's profile, which `run` must write to a file with the given path
 * prefix.
 */
export async function profile(run: (pathPrefix: string) => Promise<void>): Promise<Placements> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-profile-'));
  try {
    await run(join(folder, 'profile'));
    const [file] = await readdir(folder);
    return readPlacements(await readFile(join(folder, file), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
