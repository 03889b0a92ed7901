/** How lists are paged: Relay connections, one wording for all. */

import { GraphQLError } from 'graphql';

export const defaultPageSize = 20;
export const maxPageSize = 100;

/**
 * A list costs as much as all the nodes that it may return; Relay's `edges` and `nodes` add nothing.
 * @throws GraphQLError BAD_USER_INPUT if both ends of the list are requested, which GraphQL cannot exclude
 */
export function pageCost(args: { first?: number | null; last?: number | null }) {
  if (args.first != null && args.last != null) {
    throw new GraphQLError(
      'Expected `first` or `last`, but received both; ask for the front or the back of the list',
      {
        extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
      },
    );
  }
  const asked = args.first ?? args.last ?? defaultPageSize;
  return { field: 1, multiplier: Math.min(Math.max(asked, 1), maxPageSize) };
}

/**
 * What the codes of a preset or an animation cost, in field values: 256 of 8 numbers are 40 KiB of text at most. The
 * weight of a list counts only for what is selected below it, and below numbers nothing is.
 */
export const codesCost = 40;

/** Cost of a list that has at most this many items. */
export function listCost(maxItems: number) {
  return { field: 1, multiplier: maxItems };
}

const once = { field: 1, multiplier: 1 };

/** Options of Pothos's relay plugin that word and weigh the parts of a connection. */
export const relayOptions = {
  nodeTypeOptions: { description: 'An object that can be fetched again by its id.' },
  idFieldOptions: { description: 'Global id: unique over all types, opaque, never reused.' },
  nodeQueryOptions: {
    description: 'Any object by its global id; null if there is none.',
    args: { id: { description: 'The `id` field of an object returned earlier.' } },
  },
  nodesQueryOptions: {
    description: 'Objects by their global ids, in the order of the request; null for ids without an object.',
    args: { ids: { description: 'The `id` fields of objects returned earlier, of any type.' } },
    complexity: ({ ids }: { ids: readonly unknown[] }) => ({ field: 1, multiplier: Math.max(ids.length, 1) }),
  },
  cursorType: 'String',
  pageInfoTypeOptions: { description: 'Position of a page in its list.' },
  hasNextPageFieldOptions: { description: 'Whether items follow this page.' },
  hasPreviousPageFieldOptions: { description: 'Whether items come before this page.' },
  startCursorFieldOptions: { description: 'Cursor of the first item of the page, for `before`.' },
  endCursorFieldOptions: { description: 'Cursor of the last item of the page, for `after`.' },
  pageInfoFieldOptions: { description: 'Position of this page in the list.' },
  edgesFieldOptions: { description: 'The items of this page, each with its cursor.', complexity: once },
  nodesOnConnection: { description: 'The items of this page.', complexity: once },
  nodeFieldOptions: { description: 'The item.' },
  cursorFieldOptions: { description: 'Position of the item in the list, for `before` and `after`.' },
  firstArgOptions: {
    description: `Number of items to return from the start of the list, at most ${maxPageSize}. Default: ${defaultPageSize}.`,
  },
  lastArgOptions: {
    description: `Number of items to return from the end of the list, at most ${maxPageSize}.`,
  },
  afterArgOptions: { description: 'Return items after this cursor.' },
  beforeArgOptions: { description: 'Return items before this cursor.' },
} as const;
