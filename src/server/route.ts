import type { IncomingMessage, ServerResponse } from 'node:http';
import { elementPath, filesPath, lightsPath, manifestsPath, uploadsPath } from '../file-url.ts';
import type { Metrics } from '../observability/metrics.ts';
import { studioPath } from './studio.ts';
import { graphqlPath } from './yoga.ts';

/** The path of a request, without its query, which may contain a token. */
export function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '/';
}

/** Times a response. The label is one of a few routes, so that invented paths cannot fill the memory. */
export function observeRequest(request: IncomingMessage, response: ServerResponse, metrics: Metrics): void {
  const end = metrics.httpRequests.startTimer();
  const path = pathOf(request);
  const known = [graphqlPath, '/health', '/ready', '/metrics', '/backup', studioPath];
  const folders = [elementPath, filesPath, lightsPath, manifestsPath, uploadsPath, `${studioPath}/`];
  const folder = folders.find((folder) => path.startsWith(folder));
  const route = known.includes(path) ? path : (folder ?? 'other');
  response.once('close', () => {
    const isEventStream = String(response.getHeader('content-type')).startsWith('text/event-stream');
    if (!isEventStream) end({ method: request.method, route, status: response.statusCode });
  });
}
