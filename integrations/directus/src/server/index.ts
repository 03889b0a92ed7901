import type { Directus, Entry, Hook, Router } from './directus.ts';
import { readOptions } from './options.ts';
import { Driftscape } from './plugin.ts';

/** From the hook's context. The context of operations may be a transaction of their flow. */
let directus: Directus | undefined;
/** Opened on first use, when Directus has its tables. */
let opening: Promise<Driftscape> | undefined;

async function open(): Promise<Driftscape> {
  if (!directus) throw new Error('Directus has not loaded the extension yet');
  opening ??= Driftscape.open(directus, readOptions(directus.env)).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

function hook({ action, schedule }: Hook, given: Directus): void {
  readOptions(given.env);
  directus = given;
  const changed = async ({ key, keys, payload }: Entry) => {
    const ids = keys ?? (key ? [key] : payload);
    await (await open()).changed([ids].flat().filter((id) => typeof id === 'string'));
  };
  // Replacing a photo also emits an upload.
  for (const event of ['files.upload', 'files.update', 'files.delete']) action(event, changed);
  // Directus runs it in one process at a time, and stops it when extensions are reloaded.
  schedule('*/2 * * * * *', async () => {
    try {
      await (await open()).tick();
    } catch (error) {
      given.logger.error(`driftscape: ${error}`);
    }
  });
}

function endpoint(router: Router, { logger }: Directus): void {
  router.post('/webhook', async ({ rawBody, headers }, response) => {
    try {
      const status = await (await open()).receive(rawBody?.toString() ?? '', headers);
      response.status(status);
      if (status === 204) response.end();
      else response.json({ message: 'The signature is wrong, or the message is older than five minutes' });
    } catch (error) {
      logger.error(`driftscape: ${error}`);
      response.status(503).json({ message: 'Directus cannot receive messages now' });
    }
  });
}

const operation = {
  id: 'driftscape-living-photo',
  /** @param options `files`: an id, several ids, or several ids as JSON text */
  async handler({ files }: { files?: unknown }): Promise<unknown> {
    const ids = idsOf(files);
    if (!ids.length) throw new Error('Expected `files`: the id of a file, or a list of ids');
    const driftscape = await open();
    const states = [];
    for (const id of ids) states.push(await driftscape.make(id));
    return states;
  },
};

function idsOf(files: unknown): string[] {
  if (typeof files === 'string' && files.startsWith('[')) return idsOf(JSON.parse(files));
  return [files].flat().filter((id) => typeof id === 'string' && id !== '') as string[];
}

export const hooks = [{ name: 'driftscape-hook', config: hook }];
export const endpoints = [{ name: 'driftscape-endpoint', config: { id: 'driftscape', handler: endpoint } }];
export const operations = [{ name: 'driftscape-operation', config: operation }];
