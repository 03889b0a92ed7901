import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendNodeResponse } from '@whatwg-node/server';
import { type Caller, hasScope, isOperator } from './access/caller.ts';
import { asClient } from './client.ts';
import type { Config } from './config.ts';
import type { Driftscape } from './driftscape.ts';
import { elementPath, filesPath, lightsPath, manifestsPath, uploadsPath } from './file-url.ts';
import type { Log } from './log.ts';
import { addressOf, originOf } from './server/address.ts';
import { Backups } from './server/backup.ts';
import { limitConnections, roomForConnections } from './server/connections.ts';
import { cutOffAfterAnswer } from './server/cut-off.ts';
import { answerDefect } from './server/defect.ts';
import { answerElement } from './server/element.ts';
import { isTurnedAway } from './server/file-access.ts';
import { refuse } from './server/files.ts';
import { answerHealth, answerMetrics, answerReady } from './server/health.ts';
import { answerLightPicture } from './server/light-pictures.ts';
import { answerManifest } from './server/manifests.ts';
import { OneAtATime } from './server/one-at-a-time.ts';
import { answerCrossOrigin, isFromForeignPage, isMeantForUs } from './server/origins.ts';
import { listen } from './server/port.ts';
import { currentRequest, runAsRequest } from './server/request.ts';
import { observeRequest, pathOf } from './server/route.ts';
import { setSecurityHeaders } from './server/security-headers.ts';
import { answerStoredFile } from './server/stored-files.ts';
import { Studio, studioPath, wantsStudio } from './server/studio.ts';
import { isAboutServer, settleTarget } from './server/target.ts';
import { defaultUnreadLimits, UnreadAnswers, type UnreadLimits } from './server/unread-answers.ts';
import { answerUpload } from './server/uploads.ts';
import {
  asksForWebSocket,
  defaultLimits,
  serveWebSockets,
  type WebSocketLimits,
} from './server/websocket.ts';
import { createApi, graphqlPath, type TransportContext } from './server/yoga.ts';

export interface Server {
  /** The address that it listens on, such as `http://127.0.0.1:4000`. */
  url: string;
  /** Resolves when a request has been answered. */
  firstAnswer: Promise<void>;
  /** From now on `/ready` reports that it is not ready, so that requests go elsewhere. */
  announceClosing(): void;
  /** Accepts no more requests, closes WebSockets with 1001, cuts off SSE streams, lets other responses finish. */
  close(): Promise<void>;
}

export type ServerConfig = Pick<
  Config,
  | 'host'
  | 'port'
  | 'publicUrl'
  | 'maxUploadBytes'
  | 'auth'
  | 'corsOrigins'
  | 'trustedProxies'
  | 'hasIntrospection'
  | 'hasGraphiql'
  | 'hasStudio'
  | 'timeoutSeconds'
  | 'publicMaxAgeSeconds'
>;

export interface ServerOptions {
  webSocketLimits?: WebSocketLimits;
  /** How long responses may take to finish when the server closes. Default: 5 s. */
  closeTimeoutMs?: number;
  unreadLimits?: UnreadLimits;
  /** Maximum number of connections; default: what the limit of open files allows. */
  maxConnections?: number;
}

function urlOf(httpServer: HttpServer, host: string): string {
  const { port } = httpServer.address() as AddressInfo;
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Serves the API, its WebSockets and the files on `config.host` and `config.port`.
 * @throws Error if it cannot listen there
 */
export async function startServer(
  driftscape: Driftscape,
  config: ServerConfig,
  log: Log,
  {
    webSocketLimits = defaultLimits,
    closeTimeoutMs = 5_000,
    unreadLimits = defaultUnreadLimits,
    maxConnections = roomForConnections(),
  }: ServerOptions = {},
): Promise<Server> {
  const { access, metrics } = driftscape;
  const backups = new Backups(driftscape.backUp);
  let isClosing = false;
  const api = createApi(driftscape, config, log);
  const studio = config.hasStudio ? new Studio() : null;
  const eventStreams = new Set<ServerResponse>();
  const oneAtATime = new OneAtATime();
  const unread = new UnreadAnswers(unreadLimits);
  const firstAnswer = Promise.withResolvers<void>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    if (isAboutServer(request)) {
      response.writeHead(204, { allow: 'GET, HEAD, POST, PUT, OPTIONS' }).end();
      return;
    }
    if (!settleTarget(request)) return refuse(response, 400, 'Expected a path of this server and its name');
    const path = pathOf(request);
    if (!isMeantForUs(request, config)) {
      return refuse(
        response,
        421,
        'This name is not one of this server; set PUBLIC_URL to the address that clients use',
      );
    }
    if (isFromForeignPage(request, path, config)) {
      const message =
        'Pages of other sites may not use this server; add their origins to CORS_ORIGINS if they should';
      return refuse(response, 403, message);
    }
    if (answerCrossOrigin(request, response, config)) return;
    const address = addressOf(request, config.trustedProxies);
    if (path === '/health') return answerHealth(response);
    if (path === '/ready') return answerReady(response, driftscape.readiness, isClosing);
    if (path === '/metrics') {
      const mayRead = (caller: Caller) => hasScope(caller, 'read');
      if (await isTurnedAway(access, mayRead, request, response, address)) return;
      return answerMetrics(response, metrics, driftscape.queueState);
    }
    if (path === '/backup') {
      if (await isTurnedAway(access, isOperator, request, response, address)) return;
      return backups.answer(request, response);
    }
    if (path.startsWith(filesPath)) {
      const key = path.slice(filesPath.length);
      const { publicMaxAgeSeconds } = config;
      return answerStoredFile(driftscape, key, request, response, { address, publicMaxAgeSeconds });
    }
    if (path.startsWith(manifestsPath)) {
      const base = config.publicUrl ?? originOf(request, config.trustedProxies);
      return answerManifest(driftscape, path.slice(manifestsPath.length), request, response, {
        address,
        base,
      });
    }
    if (path.startsWith(lightsPath)) {
      return answerLightPicture(path.slice(lightsPath.length), request, response);
    }
    if (path.startsWith(elementPath)) return answerElement(path.slice(elementPath.length), request, response);
    if (path.startsWith(uploadsPath)) {
      return answerUpload(driftscape, path.slice(uploadsPath.length), request, response, address);
    }
    const isOfStudio = path === studioPath || path.startsWith(`${studioPath}/`);
    if (studio && (isOfStudio || (path === '/' && wantsStudio(request)))) {
      return studio.answer(path, request, response);
    }
    if (path === '/') {
      response.writeHead(302, { location: graphqlPath, vary: 'origin, accept' }).end();
      return;
    }
    const lastEventId = request.headers['last-event-id'];
    const transport: TransportContext = {
      address,
      origin: originOf(request, config.trustedProxies),
      eventStream: { lastEventId: lastEventId === undefined ? undefined : String(lastEventId) },
      onEventStream() {
        eventStreams.add(response);
        response.once('close', () => eventStreams.delete(response));
      },
    };
    const answer = await api.handleNodeRequestAndResponse(request, response, transport);
    const sent = sendNodeResponse(answer, response, request, true);
    const caller = transport.admitted?.caller;
    unread.count(caller?.kind === 'key' ? caller.id : address, response);
    await sent;
  }

  // Silent connections are checked at intervals; those without any data count from their beginning.
  const headersTimeout = config.timeoutSeconds.headers * 1000;
  const requestTimeout = config.timeoutSeconds.request * 1000;
  const connectionsCheckingInterval = Math.min(headersTimeout / 2, 5_000);
  const timeouts = { headersTimeout, requestTimeout, connectionsCheckingInterval };
  // Other upgrades, such as `h2c`, are offers that a server may ignore (RFC 9110 §7.8).
  const shouldUpgradeCallback = (request: IncomingMessage) => asksForWebSocket(request);
  const httpServer = createServer({ ...timeouts, shouldUpgradeCallback }, (request, response) => {
    observeRequest(request, response, metrics);
    cutOffAfterAnswer(request, response);
    unread.watch(response);
    response.once('close', firstAnswer.resolve);
    runAsRequest(log, request.headers['x-request-id'], async () => {
      response.setHeader('x-request-id', currentRequest().id);
      const address = addressOf(request, config.trustedProxies);
      await oneAtATime.run(request, response, () =>
        asClient(address, () => answer(request, response)).catch((error) =>
          answerDefect(error, request, response),
        ),
      );
    });
  });
  limitConnections(httpServer, { max: maxConnections, isBehindProxy: config.trustedProxies > 0 });
  // Longer than proxies keep connections, so that none sends a request into one that is being closed.
  httpServer.keepAliveTimeout = 75_000;
  const closeWebSockets = serveWebSockets(
    httpServer,
    api,
    { ...config, access, metrics },
    log,
    webSocketLimits,
  );

  await listen(httpServer, config);

  return {
    url: urlOf(httpServer, config.host),
    firstAnswer: firstAnswer.promise,
    announceClosing() {
      isClosing = true;
    },
    async close() {
      isClosing = true;
      const closed = new Promise((resolve) => httpServer.close(resolve));
      await closeWebSockets();
      // A stream that ends in order counts as complete; a broken one makes clients resume.
      for (const response of eventStreams) response.destroy();
      const timer = setTimeout(() => httpServer.closeAllConnections(), closeTimeoutMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
