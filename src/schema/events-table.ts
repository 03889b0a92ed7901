import { type GraphQLObjectType, getNamedType, isUnionType } from 'graphql';
import { eventKinds } from '../animations/events/kinds.ts';
import { schema } from './schema.ts';

/** The table in docs/realtime.md of all that `animationEvents` sends, in Markdown: events in the order of their kinds, then errors. */
export function eventsTable(): string {
  const field = schema.getSubscriptionType()?.getFields().animationEvents;
  const union = field && getNamedType(field.type);
  if (!isUnionType(union)) throw new Error('Expected animationEvents to send a union');
  const order: string[] = Object.values(eventKinds).map(({ graphqlName }) => graphqlName);
  const members = union.getTypes();
  const types = [
    ...order.flatMap((name) => members.filter((type) => type.name === name)),
    ...members.filter(({ name }) => !order.includes(name)),
  ];
  const rows = types.map((type) => `| \`${type.name}\` | ${type.description} | ${fieldsOf(type)} |`);
  return ['| Event | Meaning | Beside `sequence` and `at` |', '|---|---|---|', ...rows].join('\n');
}

function fieldsOf(type: GraphQLObjectType): string {
  return Object.keys(type.getFields())
    .filter((name) => name !== 'sequence' && name !== 'at')
    .map((name) => `\`${name}\``)
    .join(', ');
}
