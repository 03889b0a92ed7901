import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience } from '../access/grants.ts';
import type { Driftscape } from '../driftscape.ts';
import { filesPath, manifestPath, urlOf } from '../file-url.ts';
import { encodeGlobalId, rowId } from '../resolvers/global-id.ts';
import { manifestOfRows } from '../resolvers/manifest.ts';
import { grantOrRefuse, shownBy } from './file-access.ts';
import { openToPages, publicFor } from './file-headers.ts';
import { isMatch, refuse } from './files.ts';

/** How long the manifest of an ended animation may be used without revalidation. */
const maxAgeSeconds = 60;

/**
 * Answers a GET or HEAD request for an animation's manifest.
 * @param name global id with `.json`
 * @param client address of the client, and the scheme and host under which it reached the server
 */
export async function answerManifest(
  { access, prisma, forProject }: Pick<Driftscape, 'access' | 'prisma' | 'forProject'>,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  client: { address: string; base: string },
): Promise<void> {
  const { method } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(response, 405, 'Manifests can only be fetched', { allow: 'GET, HEAD' });
  }
  const globalId = /^([\w-]{1,200})\.json$/.exec(name)?.[1] ?? '';
  const id = rowId('Animation', globalId);
  if (id === null) return refuse(response, 404, 'There is no manifest at this address');
  const shown = shownBy(request, client.address);
  const grant = await grantOrRefuse(response, () => access.grants.manifest(shown, id, globalId));
  if (!grant) return;
  const outputs = { orderBy: { position: 'asc' } } as const;
  const row = await prisma.animation.findUnique({ where: { id }, include: { outputs } });
  if (!row) return refuse(response, 404, 'There is no manifest at this address');
  const companions = await forProject(row.projectId).animations.companionsOf(row);
  const manifest = manifestOfRows(row, companions.filter(grant.mayHave), {
    file: (key) => urlOf(client.base, grant.sign(`${filesPath}${key}`)),
    manifest: (id) => urlOf(client.base, grant.signCompanion(manifestPath(encodeGlobalId('Animation', id)))),
  });
  const body = Buffer.from(JSON.stringify(manifest));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': cacheControl(grant.audience, row.finishedAt !== null),
    etag,
    ...openToPages,
  };
  response.removeHeader('vary');
  if (isMatch(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': body.byteLength });
  response.end(method === 'GET' ? body : undefined);
}

/** Until it has ended, the response may change at any moment. */
function cacheControl(audience: Audience, isDone: boolean): string {
  const seconds = isDone ? maxAgeSeconds : 0;
  return audience.kind === 'public'
    ? publicFor(audience, seconds)
    : `private, max-age=${seconds}, must-revalidate`;
}
