import { createYoga, type YogaInitialContext } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { fileUrl, uploadUrl } from '../file-url.ts';
import type { Log } from '../log.ts';
import type { ApiContext, ApiServices } from '../resolvers/context.ts';
import { schema } from '../schema/schema.ts';
import { bearerOf, tokenInUrl } from './credential.ts';
import { firstOperation } from './first-operation.ts';
import { maskError } from './mask-error.ts';
import { useBodyLimits } from './plugins/body-limits.ts';
import { useCostLimits } from './plugins/cost-limits.ts';
import { useCsrfPrevention } from './plugins/csrf-prevention.ts';
import { useDocumentLimits } from './plugins/document-limits.ts';
import { useEventStreamNotice } from './plugins/event-stream-notice.ts';
import { useMalformedForm } from './plugins/malformed-form.ts';
import { useNullCharacterRefusal } from './plugins/null-characters.ts';
import { useOperationObservation } from './plugins/operation-observation.ts';
import { useRequestId } from './plugins/request-id.ts';
import { useTokenLimit } from './plugins/token-limit.ts';
import { currentRequest } from './request.ts';

export const graphqlPath = '/graphql';

/** What the transport knows of a request beyond what yoga does. */
export interface TransportContext {
  /** Scheme, host and port under which the client reached the server. */
  origin?: string;
  /** Where the client is: an IP address. */
  address?: string;
  /** What the client showed to be let in; of an HTTP request it is in the headers. */
  credential?: string;
  /** Called when the answer is an event stream. */
  onEventStream?(): void;
}

export type Api = ReturnType<typeof createApi>;

/** The GraphQL API as a function from requests to responses; it opens no socket, so tests call `fetch` on it. */
export function createApi(
  services: ApiServices,
  config: Pick<Config, 'publicUrl' | 'maxUploadBytes' | 'hasIntrospection' | 'hasGraphiql'>,
  log: Log,
) {
  const { access, metrics } = services;

  async function context(initial: YogaInitialContext & TransportContext): Promise<ApiContext> {
    const { request, origin, address = 'unknown' } = initial;
    const credential =
      initial.credential ?? bearerOf(request?.headers.get('authorization')) ?? tokenInUrl(request?.url);
    const caller = await access.authentication.authenticate(credential, address);
    await access.rateLimits.countOperation(caller, address);
    const base = config.publicUrl ?? origin ?? new URL(request.url).origin;
    const query = caller.kind === 'animation' ? `?token=${credential}` : '';
    const current = currentRequest();
    const projectId = await access.projectFor(caller);
    const { forProject, ...shared } = services;
    return {
      ...shared,
      ...forProject(projectId),
      projectId,
      requestId: current.id,
      log: current.log,
      caller,
      // Who came with a token cannot fetch files without it.
      fileUrl: (key) => `${fileUrl(base, key)}${query}`,
      uploadUrl: (token) => uploadUrl(base, token),
    };
  }

  return createYoga<TransportContext, ApiContext>({
    schema,
    context,
    graphqlEndpoint: graphqlPath,
    // The editor comes from here rather than from other sites; it is large, so it is loaded when first shown.
    renderGraphiQL: async (options) => {
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL(options);
    },
    graphiql: config.hasGraphiql && {
      title: 'Driftscape',
      defaultQuery: firstOperation,
      subscriptionsProtocol: 'WS',
    },
    // The server answers for every address alike.
    cors: false,
    // One operation for each request, so that limits for one hold for all.
    batching: false,
    landingPage: false,
    // Unexpected errors are logged where they are masked, once.
    logging: false,
    maskedErrors: { maskError },
    // `useBodyLimits` has clearer words for it.
    maxRequestBodySize: false,
    plugins: [
      // First, so that whatever goes wrong later can name the request.
      useRequestId(log),
      useEventStreamNotice(),
      useCsrfPrevention(),
      // Cheapest checks first: size in bytes, then in tokens, then what running it would cost.
      useBodyLimits(config),
      useMalformedForm(),
      useNullCharacterRefusal(),
      useTokenLimit(2_000),
      useDocumentLimits({ aliases: 30, directives: 30, hasIntrospection: config.hasIntrospection }),
      useOperationObservation(metrics),
      useCostLimits({ depth: 12, breadth: 300, complexity: 5_000 }),
    ],
  });
}
