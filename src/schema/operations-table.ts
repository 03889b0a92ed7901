import { type GraphQLField, type GraphQLObjectType, getNamedType, isUnionType } from 'graphql';
import { schema } from './schema.ts';

/** What Pothos keeps of a type or field: who may use it. */
interface Guarded {
  pothosOptions?: { authScopes?: object };
}

/** The table of all operations in docs/api.md, in Markdown: what each does, which key it needs, which errors it answers with. */
export function operationsTable(): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const rows = roots
    .filter((root) => root != null)
    .flatMap((root) => Object.values(root.getFields()).map((field) => rowOf(root, field)));
  return ['| Operation | Key | What it does | Errors |', '|---|---|---|---|', ...rows].join('\n');
}

function rowOf(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const kind = root === schema.getMutationType() ? '' : `${root.name.toLowerCase()} `;
  const [sentence] = field.description?.split(/(?<=\.)\s/) ?? [];
  return `| ${kind}\`${field.name}\` | ${scopeOf(root, field)} | ${sentence} | ${errorsOf(field) || '–'} |`;
}

function scopeOf(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const own = (field.extensions as Guarded).pothosOptions?.authScopes;
  // Only a token for one animation depends on what is asked for.
  if (typeof own === 'function') return '`read`, or a token for the animation';
  const scopes = own ?? (root.extensions as Guarded).pothosOptions?.authScopes ?? {};
  return Object.keys(scopes)
    .map((scope) => `\`${scope}\``)
    .join(', ');
}

function errorsOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isUnionType(type)) return '';
  return type
    .getTypes()
    .filter((member) => member.getInterfaces().some(({ name }) => name === 'UserError'))
    .map(({ name }) => `\`${name}\``)
    .join(', ');
}
