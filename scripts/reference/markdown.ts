import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';

/** A field or an argument, as described in a row of a table. */
interface Entry {
  name: string;
  type: GraphQLType;
  description?: string | null;
  deprecationReason?: string | null;
  defaultValue?: unknown;
}

/** The whole schema as one Markdown page: operations first, then types by kind; every type links to its section. */
export function referenceOf(schema: GraphQLSchema): string {
  const roots = [
    ['Queries', 'query', schema.getQueryType()],
    ['Mutations', 'mutation', schema.getMutationType()],
    ['Subscriptions', 'subscription', schema.getSubscriptionType()],
  ] as const;
  const operations = roots.map(
    ([title, kind, type]) =>
      [title, byName(type?.getFields() ?? {}).map((field) => operation(kind, field))] as const,
  );
  const rootTypes = new Set(roots.map(([, , type]) => type?.name));
  const types = byName(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !rootTypes.has(type.name) && !isSpecifiedScalarType(type),
  );
  const kinds = kindsOfTypes.map(
    ([title, isKind]) => [title, types.filter(isKind).map((type) => section(type, schema))] as const,
  );
  const chapters = [...operations, ...kinds].filter(([, sections]) => sections.length > 0);
  const contents = chapters.map(([title]) => `[${title}](#${title.toLowerCase()})`).join(' · ');
  return [contents, ...chapters.map(([title, sections]) => [`## ${title}`, ...sections].join('\n\n'))].join(
    '\n\n',
  );
}

const kindsOfTypes: readonly [string, (type: GraphQLNamedType) => boolean][] = [
  ['Objects', isObjectType],
  ['Interfaces', isInterfaceType],
  ['Unions', isUnionType],
  ['Inputs', isInputObjectType],
  ['Enums', isEnumType],
  ['Scalars', isScalarType],
];

function byName<Named extends { name: string }>(named: Record<string, Named>): Named[] {
  return Object.values(named).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function operation(kind: string, field: GraphQLField<unknown, unknown>): string {
  return paragraphs(
    `### ${kind} ${field.name}`,
    said(field),
    `Returns ${link(field.type)}.`,
    field.args.length > 0 && table('argument', field.args),
  );
}

function section(type: GraphQLNamedType, schema: GraphQLSchema): string {
  const heading = `### ${type.name}`;
  if (isObjectType(type) || isInterfaceType(type)) {
    const parents = type.getInterfaces().map(link);
    const children = isInterfaceType(type) ? schema.getPossibleTypes(type).map(link) : [];
    return paragraphs(
      heading,
      said(type),
      parents.length > 0 && `Implements ${parents.join(', ')}.`,
      children.length > 0 && `One of ${children.join(', ')}.`,
      table('field', Object.values(type.getFields())),
    );
  }
  if (isUnionType(type)) {
    return paragraphs(heading, said(type), `One of ${type.getTypes().map(link).join(', ')}.`);
  }
  if (isInputObjectType(type))
    return paragraphs(heading, said(type), table('field', Object.values(type.getFields())));
  if (!isEnumType(type)) return paragraphs(heading, said(type));
  const rows = type.getValues().map((value) => `| \`${value.name}\` | ${inCell(said(value))} |`);
  return paragraphs(heading, said(type), ['| value | meaning |', '|---|---|', ...rows].join('\n'));
}

function table(what: string, entries: readonly (Entry | GraphQLField<unknown, unknown>)[]): string {
  const rows = entries.map((entry) => `| ${nameOf(entry)} | ${link(entry.type)} | ${inCell(said(entry))} |`);
  return [`| ${what} | type | meaning |`, '|---|---|---|', ...rows].join('\n');
}

/** The name, with the arguments of a field or the default of an argument. */
function nameOf(entry: Entry | GraphQLField<unknown, unknown>): string {
  if ('args' in entry && entry.args.length > 0)
    return `\`${entry.name}(${entry.args.map(asText).join(', ')})\``;
  return `\`${entry.name}${'defaultValue' in entry ? defaultOf(entry as GraphQLArgument | GraphQLInputField) : ''}\``;
}

function asText(argument: GraphQLArgument): string {
  return `${argument.name}: ${argument.type}${defaultOf(argument)}`;
}

function defaultOf({ defaultValue, type }: GraphQLArgument | GraphQLInputField): string {
  const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return value ? ` = ${print(value)}` : '';
}

function said({
  description,
  deprecationReason,
}: {
  description?: string | null;
  deprecationReason?: string | null;
}) {
  const deprecated = deprecationReason && `**Deprecated.** ${deprecationReason}`;
  return [deprecated, description].filter(Boolean).join(' ');
}

function link(type: GraphQLType): string {
  const { name } = getNamedType(type);
  const written = String(type).replace(/[[\]]/g, '\\$&');
  return isSpecifiedScalarType(getNamedType(type)) ? written : `[${written}](#${name.toLowerCase()})`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function paragraphs(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join('\n\n');
}
