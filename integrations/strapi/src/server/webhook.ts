import type { Driftscape } from './plugin.ts';
import type { Context } from './strapi.ts';

/** Limit for messages, which are far smaller. */
const largestBytes = 1_000_000;

/**
 * Handles `POST /api/driftscape/webhook`. It comes before Strapi's own middlewares, because the signature is over the
 * exact bytes, and nothing else should read a message before it is verified.
 * @param path of the route
 */
export function webhookMiddleware(path: string, driftscape: () => Driftscape | undefined) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    if (context.method !== 'POST' || context.path !== path) return next();
    const body = await read(context.req);
    const plugin = driftscape();
    context.status = body === null ? 413 : plugin ? await plugin.receive(body, context.request.headers) : 503;
    context.body = context.status === 204 ? null : { message: messages[context.status] };
  };
}

const messages: Record<number, string> = {
  401: 'The signature is wrong, or the message is older than five minutes',
  413: 'The message is too long',
  503: 'Strapi is starting',
};

async function read(request: AsyncIterable<Buffer>): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
