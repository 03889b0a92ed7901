import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Content of a file of secrets; null if it does not exist. */
export async function readSecretFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Content of a file of secrets. Creates the file if it is missing, exactly once even with concurrent processes. */
export async function readOrMakeSecretFile(path: string, make: () => string): Promise<string> {
  const known = await readSecretFile(path);
  if (known !== null) return known;
  await withDraft(path, make(), (draft) =>
    link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    }),
  );
  return readFile(path, 'utf8');
}

/** Replaces the content of a file of secrets. */
export async function replaceSecretFile(path: string, text: string): Promise<void> {
  await withDraft(path, text, (draft) => rename(draft, path));
}

/** The file is complete before it gets its name, so nobody reads a partial one. */
async function withDraft(path: string, text: string, place: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
}
