import { initGraphQLTada } from 'gql.tada';
// Made from schema.graphql by `npm run examples:check`.
import type { introspection } from './introspection.d.ts';

/** Turns the text of an operation into a document that knows the types of its variables and of its result. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; SafeInt: number; Upload: File };
}>();
