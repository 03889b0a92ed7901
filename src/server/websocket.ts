import type { IncomingMessage, Server } from 'node:http';
import { type ExecutionArgs, GraphQLError, getOperationAST } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Access } from '../access/access.ts';
import { AccessError } from '../access/access-error.ts';
import { asClient } from '../client.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { addressOf, originOf } from './address.ts';
import { bearerOf, credentialOfParams } from './credential.ts';
import { maskError } from './mask-error.ts';
import { isAllowedOrigin, isMeantForUs, type OriginSettings } from './origins.ts';
import { runAsRequest } from './request.ts';
import { pathOf } from './route.ts';
import { settleTarget } from './target.ts';
import { type Api, graphqlPath } from './yoga.ts';

export interface WebSocketLimits {
  /** Largest accepted message; a larger one closes the socket with 1009. */
  maxMessageBytes: number;
  /** How long a socket may stay without `connection_init` before it is closed with 4408. */
  initTimeoutMs: number;
  /** Most concurrent operations per socket; a further one gets an error. */
  maxOperations: number;
  /** Most unsent data per socket; a client that does not read fast enough is disconnected. */
  maxUnsentBytes: number;
  /** Interval of pings; a socket that has not responded by the next one is terminated. */
  pingIntervalMs: number;
  /** Time for clients to respond to a close before they are terminated. */
  closeTimeoutMs: number;
}

export const defaultLimits: WebSocketLimits = {
  maxMessageBytes: 65_536, // 64 KiB
  initTimeoutMs: 5_000, // 5 seconds
  maxOperations: 100,
  maxUnsentBytes: 16_777_216, // 16 MiB
  pingIntervalMs: 20_000, // 20 seconds: proxies cut off sockets that are silent for 60
  closeTimeoutMs: 2_000, // 2 seconds
};

/** Whether an upgrade request is for a WebSocket rather than an unsupported protocol. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return /(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.upgrade ?? '');
}

/** RFC 6455: the server is going down. Clients reconnect and resume. */
const goingAway = 1001;

/** Access control. */
export interface Gate extends OriginSettings {
  access: Pick<Access, 'admit' | 'authentication'>;
  trustedProxies: number;
  metrics: Pick<Metrics, 'sockets'>;
}

/** State of a socket. */
interface Connected {
  request: IncomingMessage;
  /** Scheme, host and port under which the client reached the server. */
  origin: string;
  /** IP address of the client. */
  address: string;
  socket: WebSocket;
  /** The client's credentials. They are checked again for every operation, because keys may be revoked. */
  credential?: string;
}

/** An operation prepared by yoga's plugins, ready to run. */
type PreparedArgs = ExecutionArgs & { run: Pick<ReturnType<Api['getEnveloped']>, 'execute' | 'subscribe'> };

/** Turns a `subscribe` message into an operation of yoga's, so that all of its plugins see it. */
async function prepareOperation(
  api: Api,
  access: Gate['access'],
  { origin, address, credential }: Connected,
  { query, variables, operationName }: SubscribePayload,
): Promise<PreparedArgs | readonly GraphQLError[]> {
  try {
    // Before it is parsed.
    const caller = await access.admit(credential, address);
    const { schema, parse, validate, contextFactory, execute, subscribe } = api.getEnveloped({
      origin,
      address,
      admitted: { caller, credential },
    });
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors;
    // Over HTTP the library checks this.
    if (!getOperationAST(document, operationName)) return [unresolved()];
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await contextFactory(),
      run: { execute, subscribe },
    };
  } catch (error) {
    return [maskError(error)];
  }
}

/**
 * Errors of plugins, such as for a variable of the wrong type, only affect their operation; the socket stays open for
 * others.
 */
async function masked<Result>(run: () => Result): Promise<Awaited<Result> | { errors: GraphQLError[] }> {
  try {
    return await run();
  } catch (error) {
    return { errors: [maskError(error)] };
  }
}

function unresolved(): GraphQLError {
  return new GraphQLError(
    'Expected `operationName` to name an operation of the document, which is required if it has several',
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
  );
}

function tooManyOperations(limit: number): GraphQLError {
  return new GraphQLError(
    `Expected at most ${limit} operations at once on a socket; complete one first or open another socket`,
    { extensions: { code: 'TOO_MANY_OPERATIONS' } },
  );
}

/**
 * Resolves when the message has been sent. Terminates the socket if too much unsent data precedes it, because a close
 * frame would wait as well.
 */
function send(socket: WebSocket, message: string, maxUnsentBytes: number): Promise<void> {
  if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
  return new Promise((resolve) => socket.send(message, () => resolve()));
}

/** Pings a socket at intervals and terminates it if it does not respond: a dead peer would keep its subscriptions. */
function keepAlive(socket: WebSocket, intervalMs: number): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, intervalMs);
  socket.once('close', () => clearInterval(timer));
}

/**
 * Serves the API over WebSockets, protocol `graphql-transport-ws`, on the HTTP server's GraphQL path.
 * @returns a function that closes every socket with 1001 and resolves when all are closed.
 */
export function serveWebSockets(
  httpServer: Server,
  api: Api,
  gate: Gate,
  log: Log,
  limits: WebSocketLimits = defaultLimits,
): () => Promise<void> {
  const protocol = makeServer<Record<string, unknown>, Connected>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    async onConnect({ extra, connectionParams }) {
      extra.credential =
        credentialOfParams(connectionParams) ?? bearerOf(extra.request.headers.authorization);
      try {
        await gate.access.authentication.authenticate(extra.credential, extra.address);
        return true;
      } catch (error) {
        if (!(error instanceof AccessError)) throw error;
        extra.socket.close(CloseCode.Forbidden, error.code);
        return false;
      }
    },
    onSubscribe({ extra, subscriptions }, _id, payload) {
      const isTooMany = Object.keys(subscriptions).length > limits.maxOperations;
      return isTooMany
        ? [tooManyOperations(limits.maxOperations)]
        : prepareOperation(api, gate.access, extra, payload);
    },
    execute: (args) => masked(() => (args as PreparedArgs).run.execute(args)),
    subscribe: (args) => masked(() => (args as PreparedArgs).run.subscribe(args)),
  });

  // The types are older than the library.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    closeTimeout: limits.closeTimeoutMs,
    handleProtocols,
  };
  const sockets = new WebSocketServer(options);

  sockets.on('connection', (socket, request) => {
    const address = addressOf(request, gate.trustedProxies);
    gate.metrics.sockets.inc();
    socket.once('close', () => gate.metrics.sockets.dec());
    keepAlive(socket, limits.pingIntervalMs);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        // Resolves when the message has been sent, so that nothing accumulates for a slow client.
        send: (message) => send(socket, message, limits.maxUnsentBytes),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message) =>
            runAsRequest(log, undefined, () =>
              asClient(address, () => handle(String(message))).catch((error) => {
                // The library throws if a client sends a server-only message.
                if (/^Unexpected message of type/.test(error.message)) {
                  return socket.close(CloseCode.BadRequest, 'Unexpected message type');
                }
                log.error({ err: error }, 'a WebSocket message could not be handled');
                socket.close(CloseCode.InternalServerError, 'Internal server error');
              }),
            ),
          ),
      },
      {
        request,
        socket,
        origin: originOf(request, gate.trustedProxies),
        address,
      },
    );
    // ws closes the socket itself after an error; most are protocol violations or disconnects.
    socket.on('error', (error) => log.debug({ err: error }, 'WebSocket error'));
    socket.once('close', (code, reason) => {
      closed(code, String(reason)).catch((error) =>
        log.error({ err: error }, 'a WebSocket did not close properly'),
      );
    });
  });

  httpServer.on('upgrade', (request, socket, head) => {
    // From here on there is no other listener, and an unhandled error would end the process.
    socket.on('error', (error) =>
      log.debug({ err: error }, 'a connection broke while it became a WebSocket'),
    );
    if (!settleTarget(request) || pathOf(request) !== graphqlPath) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    // Browsers open sockets to any site without a preflight.
    const { origin, host } = request.headers;
    const isWelcome = origin === undefined || isAllowedOrigin(origin, host, gate);
    if (!isWelcome || !isMeantForUs(request, gate)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      sockets.emit('connection', webSocket, request),
    );
  });

  return async function close() {
    const open = [...sockets.clients];
    const gone = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of open) socket.close(goingAway, 'The server is shutting down');
    const timer = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, limits.closeTimeoutMs);
    await Promise.all(gone);
    clearTimeout(timer);
    sockets.close();
  };
}
