import { createYoga, type YogaInitialContext } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { Driftscape } from '../driftscape.ts';
import { fileUrl, lightPictureUrl, manifestPath, uploadUrl, urlOf } from '../file-url.ts';
import type { Log } from '../log.ts';
import type { ApiContext, ApiServices } from '../resolvers/context.ts';
import { encodeGlobalId } from '../resolvers/global-id.ts';
import { schema } from '../schema/schema.ts';
import { Editor } from './editor.ts';
import { firstOperation } from './first-operation.ts';
import { maskError } from './mask-error.ts';
import { likesPage, useAcceptance } from './plugins/acceptance.ts';
import { type Admitted, useAdmission } from './plugins/admission.ts';
import { useBodyLimits } from './plugins/body-limits.ts';
import { useCostLimits } from './plugins/cost-limits.ts';
import { useCsrfPrevention } from './plugins/csrf-prevention.ts';
import { useDocumentCache } from './plugins/document-cache.ts';
import { useDocumentLimits } from './plugins/document-limits.ts';
import { useDocumentSize } from './plugins/document-size.ts';
import { type EventStreamState, useEventStream } from './plugins/event-stream.ts';
import { useForms } from './plugins/forms.ts';
import { useInputLimits } from './plugins/input-limits.ts';
import { useOperationObservation } from './plugins/operation-observation.ts';
import { useParameterRefusal } from './plugins/parameters.ts';
import { usePersistedQueryRefusal } from './plugins/persisted-queries.ts';
import { useReadableBodies } from './plugins/readable-bodies.ts';
import { useRequestId } from './plugins/request-id.ts';
import { useTurns } from './plugins/turns.ts';
import { useWordedRefusals } from './plugins/worded-refusals.ts';
import { currentRequest } from './request.ts';

export const graphqlPath = '/graphql';

/** Most concurrent queries and mutations per key; further ones wait. */
const operationsAtOnce = 8;
/** Most concurrent forms per client; further ones wait. */
const formsAtOnce = 4;
const documentCacheBytes = 16_777_216; // 16 MiB

/** Information about a request from the transport. */
export interface TransportContext {
  /** Scheme, host and port under which the client reached the server. */
  origin?: string;
  /** IP address of the client. */
  address?: string;
  /** The authenticated caller. For an HTTP request it is determined from its headers. */
  admitted?: Admitted;
  /** Called if the response is an event stream. */
  onEventStream?(): void;
  /** For a request that may be answered with an event stream. */
  eventStream?: EventStreamState;
}

export type Api = ReturnType<typeof createApi>;

/** The GraphQL API as a function from requests to responses; it opens no socket, so tests call `fetch` on it. */
export function createApi(
  services: ApiServices & Pick<Driftscape, 'storage'>,
  config: Pick<Config, 'publicUrl' | 'maxUploadBytes' | 'hasIntrospection' | 'hasGraphiql'>,
  log: Log,
) {
  const { access, metrics } = services;
  const editor = new Editor();

  async function context(initial: YogaInitialContext & TransportContext): Promise<ApiContext> {
    const { request, origin, admitted, eventStream } = initial;
    if (!admitted) throw new Error('Expected an operation of an authorised client');
    const { caller, credential } = admitted;
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
      eventStream,
      baseUrl: base,
      manifestUrl: (id) => `${urlOf(base, manifestPath(encodeGlobalId('Animation', id)))}${query}`,
      // A caller with a token needs it to fetch files.
      fileUrl: (key) => `${fileUrl(base, key)}${query}`,
      lightPictureUrl: (name) => lightPictureUrl(base, name),
      uploadUrl: (token) => uploadUrl(base, token),
    };
  }

  return createYoga<TransportContext, ApiContext>({
    schema,
    context,
    graphqlEndpoint: graphqlPath,
    renderGraphiQL: (options) => editor.render(options),
    graphiql: ({ headers }) =>
      config.hasGraphiql &&
      likesPage(headers.get('accept')) && {
        title: 'Driftscape',
        defaultQuery: firstOperation,
        subscriptionsProtocol: 'WS',
      },
    // The server responds the same way for every host.
    cors: false,
    // One operation per request, so that its limits apply to the whole request.
    batching: false,
    landingPage: false,
    // Unexpected errors are logged once, where they are masked.
    logging: false,
    maskedErrors: { maskError },
    // `useBodyLimits` has a clearer error message.
    maxRequestBodySize: false,
    // `useForms` does not keep files in memory.
    multipart: false,
    // `useDocumentCache` is bounded in bytes.
    parserAndValidationCache: false,
    plugins: [
      // First, so that all later errors can contain the request id.
      useRequestId(log),
      useWordedRefusals(),
      useAcceptance(graphqlPath),
      useEventStream(),
      editor.plugin(),
      useCsrfPrevention(),
      useAdmission(access),
      useReadableBodies(graphqlPath),
      // Cheapest checks first: size in bytes, then in tokens, then the cost of execution.
      useForms(services.storage, formsAtOnce),
      useBodyLimits(config),
      // Before missing operations are rejected, because these requests contain only hashes.
      usePersistedQueryRefusal(),
      useParameterRefusal(),
      useInputLimits({ items: 1_000, values: 70_000, depth: 12 }),
      useDocumentSize({ characters: 65_536, tokens: 2_000, fragments: 50 }),
      useDocumentLimits({ aliases: 30, directives: 30, hasIntrospection: config.hasIntrospection }),
      useOperationObservation(metrics),
      useCostLimits({ depth: 12, breadth: 300, complexity: 5_000 }),
      useDocumentCache(documentCacheBytes),
      useTurns(operationsAtOnce),
    ],
  });
}
