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
  /** Deepest nesting of fields. */
  depth: number;
  /** Most fields that an operation may select, including aliases. */
  breadth: number;
  /** Most field values in the response if every list is full; each stands for up to 1 KiB of text. */
  complexity: number;
}

/** The selected operation and the fragments, without other operations of the document. */
function chosenOperation({ document, operationName }: ExecutionArgs): DocumentNode {
  const operation = getOperationAST(document, operationName);
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition === operation,
  );
  return { ...document, definitions };
}

/** The error quotes the invalid value, however long it is. */
const longestMessage = 500;

/**
 * The first variable with an invalid value; null if all are valid. Checked here because the cost calculation coerces
 * them with no limit on the number of errors, and each error costs a hundred times as much as a valid value.
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

/** Rejects operations that cost too much before they run: queries, mutations and subscriptions. */
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
