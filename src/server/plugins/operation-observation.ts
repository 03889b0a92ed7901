import { type ExecutionArgs, getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Metrics } from '../../observability/metrics.ts';
import { inSpan } from '../../observability/tracing.ts';

type Execute = (args: ExecutionArgs) => unknown;

/** Times and traces operations; a subscription until it has started. */
export function useOperationObservation({ operations }: Metrics): Plugin {
  function observed(run: Execute): Execute {
    return async (args) => {
      const operation = getOperationAST(args.document, args.operationName);
      const type = operation?.operation ?? 'query';
      const name = operation?.name?.value;
      const end = operations.startTimer({ type });
      const attributes = { 'graphql.operation.type': type, 'graphql.operation.name': name };
      try {
        const result = await inSpan(`graphql ${type}`, attributes, async () => run(args));
        end({ outcome: hasErrors(result) ? 'error' : 'ok' });
        return result;
      } catch (error) {
        end({ outcome: 'error' });
        throw error;
      }
    };
  }
  return {
    onExecute: ({ executeFn, setExecuteFn }) => setExecuteFn(observed(executeFn)),
    onSubscribe: ({ subscribeFn, setSubscribeFn }) => setSubscribeFn(observed(subscribeFn)),
  };
}

function hasErrors(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'errors' in result;
}
