import { complexityFromQuery } from '@pothos/plugin-complexity';
import { type DocumentNode, type ExecutionArgs, GraphQLError, getOperationAST, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Log } from '../log.ts';
import { currentRequest, runAsRequest } from './request.ts';

/** Gives every HTTP request an id, taken over from `x-request-id` when it comes with one, and answers with it. */
export function useRequestId(log: Log): Plugin {
  return {
    instrumentation: {
      request: ({ request }, answer) => runAsRequest(log, request.headers.get('x-request-id'), answer),
    },
    onResponse({ response }) {
      response.headers.set('x-request-id', currentRequest().id);
    },
  };
}

/** Tells the server which answers are event streams: those have no end of their own. */
export function useEventStreamNotice(): Plugin<object, { onEventStream?(): void }> {
  return {
    onResponse({ response, serverContext }) {
      const isEventStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (isEventStream) serverContext.onEventStream?.();
    },
  };
}

/** Largest request body that carries no file: operations and variables, in bytes. */
export const maxOperationBytes = 1_048_576; // 1 MiB

function tooLarge(isUpload: boolean, limitBytes: number): GraphQLError {
  const what = isUpload ? 'an upload' : 'an operation';
  return new GraphQLError(`Expected ${what} of at most ${limitBytes} bytes but the request has more`, {
    extensions: { code: isUpload ? 'IMAGE_TOO_LARGE' : 'REQUEST_TOO_LARGE', http: { status: 413 } },
  });
}

/**
 * Refuses bodies that are too large: before a byte is read when the request tells its size, else as soon as too many
 * have come. Bodies without files have a limit of their own, since they are parsed in one go.
 */
export function useBodyLimits({ maxUploadBytes }: { maxUploadBytes: number }): Plugin {
  return {
    onRequestParse({ request, requestParser: parse, setRequestParser, fetchAPI }) {
      const isUpload = request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false;
      const limitBytes = isUpload ? maxUploadBytes + maxOperationBytes : maxOperationBytes;
      const declaredBytes = request.headers.get('content-length');
      if (declaredBytes !== null) {
        if (Number(declaredBytes) > limitBytes) throw tooLarge(isUpload, limitBytes);
        return;
      }
      if (!parse || !request.body) return;
      setRequestParser(async ({ url, method, headers, signal, body }) => {
        let sizeBytes = 0;
        const limited = body?.pipeThrough(
          new fetchAPI.TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              sizeBytes += chunk.byteLength;
              if (sizeBytes > limitBytes) controller.error(tooLarge(isUpload, limitBytes));
              else controller.enqueue(chunk);
            },
          }),
        );
        try {
          const init = { method, headers, signal, body: limited, duplex: 'half' };
          return await parse(new fetchAPI.Request(url, init));
        } catch (error) {
          // Parsers report a body that breaks off as malformed.
          throw sizeBytes > limitBytes ? tooLarge(isUpload, limitBytes) : error;
        }
      });
    },
  };
}

/** Refuses documents of more than this many tokens before they are parsed to their end; gives syntax errors a code. */
export function useTokenLimit(maxTokens: number): Plugin {
  return {
    onParse({ setParseFn, parseFn }) {
      setParseFn((source, options) => parseFn(source, { ...options, maxTokens }));
      return ({ result }) => {
        if (result instanceof GraphQLError) result.extensions.code = 'GRAPHQL_PARSE_FAILED';
      };
    },
  };
}

export interface CostLimits {
  /** How deeply fields may be nested. */
  depth: number;
  /** How many fields an operation may select, aliases counted. */
  breadth: number;
  /** How many field values the answer may come to when every list is full. */
  complexity: number;
}

/** The chosen operation and the fragments, without other operations of the document. */
function chosenOperation({ document, operationName }: ExecutionArgs): DocumentNode {
  const operation = getOperationAST(document, operationName);
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition === operation,
  );
  return { ...document, definitions };
}

function costError(args: ExecutionArgs, limits: CostLimits): GraphQLError | null {
  const cost = complexityFromQuery(chosenOperation(args), {
    schema: args.schema,
    variables: args.variableValues ?? {},
    ctx: args.contextValue as object,
  });
  for (const measure of ['depth', 'breadth', 'complexity'] as const) {
    if (cost[measure] > limits[measure]) {
      return new GraphQLError(
        `Expected an operation of ${measure} ${limits[measure]} at most but this one has ${cost[measure]}; ` +
          'ask for fewer fields, smaller pages or less nesting',
        {
          extensions: {
            code: 'OPERATION_TOO_COSTLY',
            measure,
            limit: limits[measure],
            http: { status: 400 },
          },
        },
      );
    }
  }
  return null;
}

/** Refuses operations that would cost too much, before they run; queries, mutations and subscriptions alike. */
export function useCostLimits(limits: CostLimits): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const error = costError(args, limits);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const error = costError(args, limits);
      if (error) setResultAndStopExecution({ errors: [error] });
    },
  };
}
