import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type Caller, clientOf } from '../../access/caller.ts';
import { Turns } from '../turns.ts';

/**
 * Limits the concurrent queries and mutations per key; further ones wait. All keys share one database, where otherwise
 * a statement of one key would wait for everything that another client had sent before. Tokens for animations count
 * together, separately from the key that created them.
 * @param atOnce number of concurrent operations per key
 */
export function useTurns(atOnce: number): Plugin<{ caller: Caller }> {
  const turns = new Turns(atOnce);
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const client = clientOf(args.contextValue.caller);
      if (client === null) return;
      const execute: (args: ExecutionArgs) => unknown = executeFn;
      setExecuteFn((args) => turns.run(client, async () => execute(args)));
    },
  };
}
