import type { initGraphQLTada, ResultOf } from 'gql.tada';
// Made from schema.graphql by `npm run studio:check`.
import type { introspection } from './introspection.d.ts';

type Typed = ReturnType<
  typeof initGraphQLTada<{
    introspection: introspection;
    scalars: { DateTime: string; SafeInt: number; Upload: File };
  }>
>;

/**
 * Marks the text of an operation. To the compiler it is a document that knows the types of its variables and of its result; at run time
 * it stays text, so that no parser has to be loaded.
 */
export const graphql = ((text: string) => text.trim()) as unknown as Typed;

export type { ResultOf };
