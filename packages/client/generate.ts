/**
 * Writes src/generated/: each operation of operations/*.graphql as text with its types, all types that they use, and
 * the digest of the schema against which they were checked.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  stripIgnoredCharacters,
  validate,
  visit,
} from 'graphql';

const root = import.meta.dirname;
const schemaText = readFileSync(join(root, '../../schema.graphql'), 'utf8');
const schema = buildSchema(schemaText);
const folder = join(root, 'operations');
const document = parse(
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n'),
);

const faults = validate(schema, document);
if (faults.length > 0) {
  throw new Error(
    `The operations do not fit schema.graphql:\n  ${faults.map(({ message }) => message).join('\n  ')}`,
  );
}

const fragments = new Map(
  document.definitions
    .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    .map((fragment) => [fragment.name.value, fragment]),
);

/** The fragments that a part of a document needs, including nested ones. */
function fragmentsOf(
  node: OperationDefinitionNode | FragmentDefinitionNode,
  found = new Set<FragmentDefinitionNode>(),
) {
  visit(node, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment || found.has(fragment)) return;
      found.add(fragment);
      fragmentsOf(fragment, found);
    },
  });
  return found;
}

/** The text of an operation as an expression: its own, and the constants of its fragments, which many share. */
function textOf(operation: OperationDefinitionNode): string {
  return [textOfOne(operation), ...[...fragmentsOf(operation)].map(({ name }) => `text${name.value}`)].join(
    ' + ',
  );
}

function textOfOne(definition: OperationDefinitionNode | FragmentDefinitionNode): string {
  const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
  return JSON.stringify(stripIgnoredCharacters(print(withTypenames(whole))));
}

/** Adds `__typename` to every object, as caches expect, so that errors can be distinguished from success. */
function withTypenames(whole: DocumentNode): DocumentNode {
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return visit(whole, {
    SelectionSet: {
      leave(set, _key, parent) {
        const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
        const isPart = parent && 'kind' in parent && parent.kind === Kind.INLINE_FRAGMENT;
        const hasOne = set.selections.some(
          (part) => part.kind === Kind.FIELD && part.name.value === '__typename',
        );
        return isRoot || isPart || hasOne ? undefined : { ...set, selections: [typename, ...set.selections] };
      },
    },
  });
}

const kinds = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

const constants = document.definitions
  .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  .map((operation) => {
    const name = operation.name?.value ?? '';
    const type = `types.${name}${kinds[operation.operation]}`;
    const constant = name[0].toLowerCase() + name.slice(1);
    return `  ${constant}: { text: ${textOf(operation)} } as Document<${type}, ${type}Variables>,\n`;
  });

// One object and one text for each fragment: a namespace with a getter for each operation is 3 % more to load.
const shared = [...fragments].map(([name, fragment]) => `const text${name} = ${textOfOne(fragment)};\n`);

const types = await codegen({
  schema: parse(schemaText),
  schemaAst: schema,
  documents: [{ document }],
  filename: 'types.ts',
  config: {
    scalars: { ID: 'string', DateTime: 'string', SafeInt: 'number', Upload: 'Blob | null', JSON: 'unknown' },
    enumType: 'string-literal',
    nonOptionalTypename: true,
    useTypeImports: true,
  },
  plugins: [{ operations: {} }],
  pluginMap: { operations: typescriptOperations },
});

const digest = createHash('sha256').update(schemaText).digest('hex');
const target = join(root, 'src/generated');
mkdirSync(target, { recursive: true });
// Not for the root of an operation.
writeFileSync(
  join(target, 'types.ts'),
  types.replace(/__typename: '(?:Query|Mutation|Subscription)', /g, ''),
);
writeFileSync(
  join(target, 'operations.ts'),
  `import type { Document } from '../document.ts';\nimport type * as types from './types.ts';\n\n${shared.join('')}\nexport const operations = {\n${constants.join('')}};\n`,
);
writeFileSync(
  join(target, 'provenance.ts'),
  `/** SHA-256 of the schema.graphql that the operations were checked against. */\nexport const schemaDigest = '${digest}';\n`,
);
