import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { gradientJpeg } from '../support/photo.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import type { FaultServerSettings } from './settings.ts';
import { Acknowledged, checkEnds, checkStoredEnds, findMissing, workOnce } from './workload.ts';

export interface FullDiskResult {
  /** How often the disk was filled under the running server. */
  fills: number;
  /** Requests that were answered with STORAGE_FULL. */
  refused: number;
  uploads: number;
  animations: number;
  /** How many animations ended how; video and poster of those that succeeded were decoded to their end. */
  outcomes: Record<string, number>;
  storedEnds: number;
  losses: string[];
}

const diskMegabytes = 128;

/** Writes a file until there is no room for more. @returns its path */
async function fill(folder: string): Promise<string> {
  const path = join(folder, 'filler');
  await writeFile(path, new Uint8Array(diskMegabytes << 20)).catch(() => {});
  return path;
}

/** Uploads a photo, as large as few rows are. @returns the code of the answer, `ok` when it was taken */
async function upload(url: string, done: Acknowledged): Promise<string> {
  const form = new FormData();
  const query = `mutation ($file: Upload!) { uploadImage(input: { file: $file }) {
    ... on UploadImageSuccess { image { id } } ... on UserError { code } } }`;
  form.append('operations', JSON.stringify({ query, variables: { file: null } }));
  form.append('map', JSON.stringify({ 0: ['variables.file'] }));
  form.append('0', new Blob([Uint8Array.from(await gradientJpeg(1_200, 800))]), 'photo.jpg');
  const headers = { 'apollo-require-preflight': 'true' };
  const answer = await (await fetch(url, { method: 'POST', headers, body: form })).json();
  if (answer.errors) return answer.errors[0].extensions.code;
  const { image, code } = answer.data.uploadImage;
  if (image) done.images.push(image.id);
  return code ?? 'ok';
}

/**
 * Fills the disk under a working server, looks what it says, makes room, and goes on; then kills it and looks whether all
 * that was acknowledged is there. Null where this user may not mount a small disk.
 */
export async function surviveFullDisk(
  settings: FaultServerSettings,
  fills: number,
): Promise<FullDiskResult | null> {
  await using disk = await mountSmallDisk(diskMegabytes);
  if (!disk) return null;
  await cp(settings.DATA_DIR, disk.path, { recursive: true });
  const onDisk = { ...settings, DATA_DIR: disk.path };
  const done = new Acknowledged();
  const losses: string[] = [];
  let refused = 0;
  {
    await using server = await ServerProcess.start(onDisk);
    for (let count = 0; count < fills; count++) {
      await workOnce(server.graphqlUrl, done);
      const filler = await fill(disk.path);
      for (let attempt = 0; attempt < 5; attempt++) {
        const code = await upload(server.graphqlUrl, done);
        if (code === 'STORAGE_FULL') refused += 1;
        else if (code !== 'ok') losses.push(`an upload to a full disk was answered ${code}`);
      }
      await ask(server.graphqlUrl, '{ images { nodes { id } } }');
      await rm(filler);
      await workOnce(server.graphqlUrl, done);
    }
    await server.end('SIGKILL');
  }
  await using server = await ServerProcess.start(onDisk);
  losses.push(...(await findMissing(server.graphqlUrl, done)));
  // What is fetched to be looked at has room elsewhere.
  const ends = await checkEnds(server.graphqlUrl, done, settings.DATA_DIR);
  await server.end('SIGTERM');
  const stored = await checkStoredEnds({ dataDirectory: disk.path }, done);
  return {
    fills,
    refused,
    uploads: done.images.length,
    animations: done.animations.length,
    outcomes: ends.outcomes,
    storedEnds: stored.storedEnds,
    losses: [...losses, ...ends.losses, ...stored.losses],
  };
}
