import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { ask } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import type { FaultServerSettings } from './settings.ts';

export interface OversizedResult {
  /** Of each upload, in bytes. */
  sentBytes: number;
  limitBytes: number;
  uploads: number;
  /** How much of one left the client before it was refused, at most. */
  takenBytes: number;
  /** How much more memory the server had at its peak than before. */
  grownBytes: number;
  losses: string[];
}

const piece = Buffer.alloc(1 << 16, 'a');
const query = 'mutation ($file: Upload!) { uploadImage(input: { file: $file }) { __typename } }';
const opening = [
  ['operations', JSON.stringify({ query, variables: { file: null } })],
  ['map', '{"0":["variables.file"]}'],
]
  .map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  .join('')
  .concat(
    '--x\r\ncontent-disposition: form-data; name="0"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n',
  );

/** Sends a photo of zeros until all is sent or the server answers. */
async function send(url: string, bytes: number, isAnnounced: boolean) {
  const request = httpRequest(url, {
    method: 'POST',
    headers: {
      'apollo-require-preflight': 'true',
      'content-type': 'multipart/form-data; boundary=x',
      ...(isAnnounced ? { 'content-length': opening.length + bytes } : { 'transfer-encoding': 'chunked' }),
    },
  });
  request.on('error', () => {});
  let isOver = false;
  const answered = once(request, 'response').then(async ([response]) => {
    isOver = true;
    return { status: response.statusCode as number, body: await json(response).catch(() => null) };
  });
  answered.catch(() => {
    isOver = true;
  });
  request.write(opening);
  let takenBytes = 0;
  while (!isOver && takenBytes < bytes) {
    takenBytes += piece.length;
    if (!request.write(piece)) await Promise.race([once(request, 'drain'), answered]).catch(() => {});
  }
  const answer = await answered.catch((error) => ({ status: 0, body: error }));
  request.destroy();
  return { ...answer, takenBytes };
}

/** In bytes. The peak is of the whole life of the process, or since it was reset. */
function memoryOf(processId: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Storage has its own file.
  return entries.filter((entry) => entry.isFile() && entry.name !== '.identity').map(({ name }) => name);
}

/** Sends far more than the server takes, announced and not, and looks what is left of it in memory and on disk. */
export async function surviveOversized(
  settings: FaultServerSettings,
  { sentBytes, limitBytes, uploads }: { sentBytes: number; limitBytes: number; uploads: number },
): Promise<OversizedResult> {
  await using server = await ServerProcess.start({ ...settings, MAX_UPLOAD_BYTES: String(limitBytes) });
  const losses: string[] = [];
  // The first one loads what reads forms.
  await send(server.graphqlUrl, limitBytes * 2, false);
  const beforeBytes = memoryOf(server.id, 'VmRSS');
  const peakBeforeBytes = memoryOf(server.id, 'VmHWM');
  let takenBytes = 0;
  for (let upload = 0; upload < uploads; upload++) {
    const result = await send(server.graphqlUrl, sentBytes, upload % 2 === 0);
    takenBytes = Math.max(takenBytes, result.takenBytes);
    const code = (result.body as { errors?: { extensions: { code: string } }[] } | null)?.errors?.[0]
      ?.extensions.code;
    if (result.status !== 413 || code !== 'IMAGE_TOO_LARGE') {
      losses.push(`an upload of ${sentBytes} bytes was answered ${result.status} ${code ?? result.body}`);
    }
  }
  const grownBytes = Math.max(0, memoryOf(server.id, 'VmHWM') - Math.max(beforeBytes, peakBeforeBytes));
  await ask(server.graphqlUrl, '{ images { nodes { id } } }');
  for (const name of await filesBelow(join(settings.DATA_DIR, 'files'))) losses.push(`a file stays: ${name}`);
  return { sentBytes, limitBytes, uploads, takenBytes, grownBytes, losses };
}
