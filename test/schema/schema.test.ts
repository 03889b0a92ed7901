import { readFileSync } from 'node:fs';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { userErrorCodes } from '../../src/error-codes.ts';
import { printedSchema } from '../../src/schema/print.ts';
import { schema } from '../../src/schema/schema.ts';

const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const builtInScalars = ['Boolean', 'Float', 'ID', 'Int', 'String'];

/** Every named part of a type as `Type`, `Type.field` or `Type.field(argument)`, with its description. */
function* parts(type: GraphQLNamedType): Generator<[name: string, description: string | null | undefined]> {
  if (!builtInScalars.includes(type.name)) yield [type.name, type.description];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description];
      for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name})`, arg.description];
    }
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      yield [`${type.name}.${field.name}`, field.description];
  } else if (isEnumType(type)) {
    for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
  }
}

/** Two bounds, or the one that there is: `1…120`, `0 (still) … 1`, `-360 to 360`, `8 or 10`, `at most 100`, `0 or more`, `8 finite numbers`. */
const range =
  /\d( \([^)]*\))? ?… ?[\dn]|-?\d to \d|\d or \d|\d bytes? to `\w+`|(at most|up to) \d|\d or more|\d finite numbers/;

describe('the GraphQL schema', () => {
  it('describes every type, field, argument and value in a sentence', () => {
    const all = types.flatMap((type) => [...parts(type)]);
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter(([, description]) => !/^.+\.$/s.test(description ?? '')).map(([name]) => name)).toEqual(
      [],
    );
  });

  it('documents the range of every number', () => {
    const numbers = ['Int', 'Float', 'SafeInt'];
    const taken = types.flatMap((type): (GraphQLInputField | GraphQLArgument)[] => {
      if (isInputObjectType(type)) return Object.values(type.getFields());
      return isObjectType(type) ? Object.values(type.getFields()).flatMap(({ args }) => args) : [];
    });
    const given = taken.filter(({ type }) => numbers.includes(getNamedType(type).name));
    expect(given.length).toBeGreaterThan(20);
    const without = given.filter(({ description }) => !range.test(description ?? ''));
    expect(without.map(({ name }) => name)).toEqual([]);
    // A number that is no range does not count.
    expect('Frames per second. Default: 30.').not.toMatch(range);
  });

  it('is up to date in schema.graphql', () => {
    const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(printedSchema(), 'run `npm run schema` and commit the result').toBe(committed);
  });

  it('gives every mutation one input and a union of one success type and typed errors', () => {
    const userError = schema.getType('UserError');
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect(field.args.map((arg) => arg.name)).toEqual(['input']);
      const result = isNonNullType(field.type) ? field.type.ofType : null;
      if (!isUnionType(result)) throw new Error(`Mutation.${field.name} returns no union`);
      const [errors, successes] = [true, false].map((isError) =>
        result
          .getTypes()
          .filter((type) => type.getInterfaces().some((each) => each === userError) === isError),
      );
      expect(successes.map((type) => type.name)).toEqual([
        `${field.name[0].toUpperCase()}${field.name.slice(1)}Success`,
      ]);
      expect(errors.length, field.name).toBeGreaterThan(0);
    }
  });

  it('names results of mutations by their kind, and deleted objects by deletedId', () => {
    const successes = types.filter(isObjectType).filter(({ name }) => name.endsWith('Success'));
    for (const success of successes) {
      const fields = Object.values(success.getFields()).filter((field) => field.deprecationReason == null);
      if (success.name.startsWith('Delete')) {
        expect(fields.map(({ name, type }) => `${name}: ${type}`)).toContain('deletedId: ID!');
      }
      const objects = fields.filter(({ type }) => isNonNullType(type) && isObjectType(type.ofType));
      for (const { name, type } of objects) {
        expect(getNamedType(type).name.toLowerCase(), success.name).toMatch(RegExp(`${name}$`, 'i'));
      }
    }
  });

  it('pages every list of objects with ids, with filters by date', () => {
    const objects = types.filter(isObjectType);
    const nodes = objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
    expect(nodes.length).toBeGreaterThan(5);
    const fields = objects.flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({
        ...field,
        name: `${type.name}.${field.name}`,
      })),
    );
    const bare = fields.filter(({ type }) =>
      nodes.some(({ name }) => RegExp(`^\\[${name}\\b`).test(`${type}`)),
    );
    expect(bare.map(({ name }) => name).filter((name) => !name.endsWith('Connection.nodes'))).toEqual([]);
    const lists = fields.filter(({ type }) => /Connection!?$/.test(`${type}`));
    expect(lists.length).toBeGreaterThan(7);
    for (const { name, args } of lists) {
      const filter = args.find((arg) => arg.name === 'filter')?.type;
      if (!isInputObjectType(filter)) throw new Error(`${name} takes no filter`);
      expect(Object.keys(filter.getFields()), name).toEqual(
        expect.arrayContaining(['createdAfter', 'createdBefore']),
      );
    }
  });

  it('allows all fields of all members of a union to be selected together', () => {
    for (const union of types.filter(isUnionType)) {
      const typesByName = new Map<string, Set<string>>();
      for (const field of union.getTypes().flatMap((member) => Object.values(member.getFields()))) {
        typesByName.set(field.name, (typesByName.get(field.name) ?? new Set()).add(String(field.type)));
      }
      const conflicts = [...typesByName].filter(([, fieldTypes]) => fieldTypes.size > 1);
      expect(conflicts, union.name).toEqual([]);
    }
  });

  it('has every error code', () => {
    const codes = schema.getType('UserErrorCode');
    if (!isEnumType(codes)) throw new Error('UserErrorCode is no enum');
    expect(codes.getValues().map((value) => value.name)).toEqual([...userErrorCodes].sort());
  });
});
