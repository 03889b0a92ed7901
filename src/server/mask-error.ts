import { GraphQLError } from 'graphql';
import { AccessError } from '../access/access-error.ts';
import { UserError, whatIsAway } from '../errors.ts';
import { clientMessage } from '../resolvers/client-message.ts';
import { currentRequest } from './request.ts';
import { retryAfter } from './retry-after.ts';

/** The original error inside the GraphQLErrors that the executor wraps around it. */
function thrown(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
}

function withCode(original: GraphQLError, at: GraphQLError): GraphQLError {
  if (original.extensions.code) return at;
  return new GraphQLError(original.message, {
    nodes: at.nodes,
    source: at.source,
    positions: at.positions,
    path: at.path,
    extensions: { ...original.extensions, code: 'BAD_USER_INPUT' },
  });
}

/**
 * Decides what a client sees of an error in `errors[]`: GraphQL errors and expected errors with their code, an
 * unreachable database as such, and for all others only the id of the request, with which the log entry can be found.
 */
export function maskError(error: unknown): GraphQLError {
  const original = thrown(error);
  const at = error instanceof GraphQLError ? error : undefined;
  if (original instanceof GraphQLError) return withCode(original, at ?? original);
  const place = { nodes: at?.nodes, path: at?.path };
  if (original instanceof UserError) {
    const { code, path } = original;
    return new GraphQLError(clientMessage(original), { ...place, extensions: { code, path } });
  }
  if (original instanceof AccessError) {
    const { code, status, retryAfterSeconds } = original;
    const extensions = { code, retryAfterSeconds, http: { status, headers: retryAfter(original) } };
    return new GraphQLError(original.message, { ...place, extensions });
  }
  const request = currentRequest();
  const away = whatIsAway(original);
  if (away) {
    request.log.warn({ err: original, path: at?.path }, `${away} is out of reach`);
    const http = { status: 503, headers: { 'retry-after': '1' } };
    return new GraphQLError(`${away} is out of reach for now; nothing is lost, try again in a moment`, {
      ...place,
      extensions: { code: 'UNAVAILABLE', isRetryable: true, http },
    });
  }
  request.log.error({ err: original, path: at?.path }, 'unexpected error');
  return new GraphQLError(`Unexpected error; the log has the details under request ${request.id}`, {
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: request.id },
  });
}
