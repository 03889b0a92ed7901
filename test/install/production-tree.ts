import { copyFile, cp, link, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What a checkout has for a production install, beside packages. */
export const checkout = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'src',
  'scripts',
  'kernels',
  'prisma',
  'studio',
  'packages/element',
  'packages/write-types.ts',
  'models/default',
  'models/looks.json',
];

/**
 * The project as `npm ci --omit=dev` leaves it, made of the packages that are installed here, without a network: those that
 * `package-lock.json` names for development, or for packages that may do without them, are not there.
 * @param sources what it is made of, beside packages
 * @returns the folder; remove it afterwards
 */
export async function makeProductionTree(sources: readonly string[]): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'driftscape-production-'));
  for (const path of sources) await cp(join(root, path), join(tree, path), { recursive: true });
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, { dev, devOptional, link }] of Object.entries<Record<string, boolean>>(packages))
    if (path && !dev && !devOptional && !link) await linkPackage(path, tree);
  return tree;
}

export async function removeProductionTree(tree: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
}

/** Links take no room and hardly any time; where the folder for temporary files is on another volume, copies do. */
async function linkPackage(path: string, tree: string): Promise<void> {
  // Of another platform.
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    // Packages inside of packages stand in the lock themselves.
    if (entry.name === 'node_modules') continue;
    await linkAll(join(path, entry.name), tree, entry.isDirectory());
  }
}

async function linkAll(path: string, tree: string, isFolder: boolean): Promise<void> {
  const [from, to] = [join(root, path), join(tree, path)];
  if (isFolder) {
    const entries = await readdir(from, { withFileTypes: true });
    await Promise.all(entries.map((entry) => linkAll(join(path, entry.name), tree, entry.isDirectory())));
    return;
  }
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(() => copyFile(from, to));
}
