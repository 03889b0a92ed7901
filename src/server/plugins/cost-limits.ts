import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

export interface CostLimits {
  /** How deeply fields may be nested. */
  depth: number;
  /** How many fields an operation may select, aliases counted. */
  breadth: number;
  /** How many field values the answer may come to when every list is full; each counts for up to 1 KiB of text. */
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

/** A wrong value is quoted in its error, however long it is. */
const longestMessage = 500;

/**
 * The first variable that is not of its type; null when all are. Looked for here because weighing coerces them without a bound on
 * the number of errors, and each error costs a hundred times what a good value does.
 */
function variableError({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): GraphQLError | null {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 1 });
  if (!errors) return null;
  const [{ message, nodes }] = errors;
  const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
  return new GraphQLError(message.slice(0, longestMessage), { nodes, extensions });
}

function costError(args: ExecutionArgs, limits: CostLimits): GraphQLError | null {
  const fault = variableError(args);
  if (fault) return fault;
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
