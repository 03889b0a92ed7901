import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type Caller, clientOf } from '../../access/caller.ts';
import { Turns } from '../turns.ts';

/**
 * Runs a few queries and mutations of a key at the same time, and more of them in turn: all use one database, where a statement of
 * another key would wait for everything that a client had sent before it. Tokens for animations count together, apart from the key they
 * were made with.
 * @param atOnce how many of a key may run at the same time
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
