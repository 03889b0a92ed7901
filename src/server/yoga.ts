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

/** Queries and mutations of one key that may run at the same time; more wait. */
const operationsAtOnce = 8;
/** Forms that one client may send at the same time; more wait. */
const formsAtOnce = 4;
const documentCacheBytes = 16_777_216; // 16 MiB

/** What the transport knows of a request beyond what yoga does. */
export interface TransportContext {
  /** Scheme, host and port under which the client reached the server. */
  origin?: string;
  /** Where the client is: an IP address. */
  address?: string;
  /** Who was let in. Of an HTTP request that is found out from its headers. */
  admitted?: Admitted;
  /** Called when the answer is an event stream. */
  onEventStream?(): void;
  /** Of a request that may be answered with an event stream. */
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
    if (!admitted) throw new Error('Expected an operation of somebody who was let in');
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
      // Who came with a token cannot fetch files without it.
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
    // `useForms` does not hold files in memory.
    multipart: false,
    // `useDocumentCache` is bounded in bytes.
    parserAndValidationCache: false,
    plugins: [
      // First, so that whatever goes wrong later can name the request.
      useRequestId(log),
      useWordedRefusals(),
      useAcceptance(graphqlPath),
      useEventStream(),
      editor.plugin(),
      useCsrfPrevention(),
      useAdmission(access),
      useReadableBodies(graphqlPath),
      // Cheapest checks first: size in bytes, then in tokens, then what running it would cost.
      useForms(services.storage, formsAtOnce),
      useBodyLimits(config),
      // Before operations that are missing are refused: these are sent as hashes.
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
