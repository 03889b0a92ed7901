import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

// What is committed is what clients see; all that is added to it is thrown things at from then on.
const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** Draws a value; what fast-check's `gen` gives. */
type Draw = fc.GeneratorValue;

function pick<Value>(draw: Draw, values: readonly Value[]): Value {
  return draw(() => fc.constantFrom(...values));
}

/** Strings that stand for what is there, filled in when the case is run. */
const knownIds = [0, 1, 2].map((index) => `known-id-${index}`);

const anyText = fc.oneof(
  fc.constantFrom('', '…', '\0', 'null', '__proto__', '../../etc/passwd', '1e999', "' OR 1=1 --", '\ud800'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.base64String({ maxLength: 60 }),
);
const anyNumber = fc.oneof(
  fc.constantFrom(-1, 0, 1, 64, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, -0, 4_294_967_295),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anything = fc.oneof(
  { depthSize: 'small', maxDepth: 2 },
  fc.constantFrom<unknown>(null, true, [], {}, '', 0),
  anyText,
  anyNumber,
  fc.jsonValue({ maxDepth: 2 }),
);

/** A value for an input, mostly of its type, at times of any. */
function drawValue(draw: Draw, type: GraphQLInputType, depth = 0): unknown {
  if (draw(fc.nat, { max: 19 }) === 0) return draw(() => anything);
  if (isNonNullType(type)) return drawValue(draw, type.ofType, depth);
  if (isListType(type)) {
    const length = pick(draw, [1, 1, 2, 8, 0, 300]);
    const item = drawValue(draw, type.ofType, depth + 1);
    return Array(length).fill(item);
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 5 && draw(fc.nat, { max: 2 }) === 0),
    );
    return Object.fromEntries(fields.map((field) => [field.name, drawValue(draw, field.type, depth + 1)]));
  }
  if (isEnumType(type))
    return pick(
      draw,
      type.getValues().map(({ name }) => name),
    );
  if (type.name === 'ID') return pick(draw, [...knownIds, 'QW5pbWF0aW9uOjE', '']);
  if (type.name === 'Boolean') return draw(fc.boolean);
  if (['Int', 'Float', 'SafeInt'].includes(type.name)) return draw(() => anyNumber);
  return draw(() => anyText);
}

/** Writes an operation down while it is drawn. */
class OperationWriter {
  readonly variables: Record<string, unknown> = {};
  readonly #declarations: string[] = [];
  readonly #draw: Draw;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  write(root: GraphQLObjectType, kind: string): string {
    const selection = this.#selection(root, 0);
    const declared = this.#declarations.length > 0 ? `(${this.#declarations.join(', ')})` : '';
    return `${kind} Case${declared} ${selection}`;
  }

  #selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (isAbstractType(named)) {
      const parts = schema.getPossibleTypes(named).filter(() => this.#draw(fc.boolean));
      const spreads = parts.map((part) => `... on ${part.name} ${this.#selection(part, depth + 1)}`);
      return `{ __typename ${spreads.join(' ')} }`;
    }
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields());
    const chosen = this.#draw(() =>
      fc.subarray(fields, {
        minLength: 1,
        maxLength: Math.min(fields.length, depth === 0 ? 2 : 5),
      }),
    );
    // Two uses of a field have two names, or their arguments would clash.
    const written = chosen.map((field, index) => this.#field(field, depth, index));
    return `{ ${written.join(' ')} }`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, index: number): string {
    const isLeaf = !('getFields' in getNamedType(field.type)) && !isAbstractType(getNamedType(field.type));
    if (!isLeaf && depth > 5) return '__typename';
    const given = field.args.filter(
      (argument) => isNonNullType(argument.type) || this.#draw(fc.nat, { max: 2 }) === 0,
    );
    const values = given.map((argument) => {
      const name = `v${this.#declarations.length}`;
      this.#declarations.push(`$${name}: ${argument.type}`);
      this.variables[name] = drawValue(this.#draw, argument.type);
      return `${argument.name}: $${name}`;
    });
    const list = values.length > 0 ? `(${values.join(', ')})` : '';
    return `f${index}: ${field.name}${list} ${isLeaf ? '' : this.#selection(field.type, depth + 1)}`;
  }
}

export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

/** Operations that the schema allows, with input that is mostly of the right type and seldom of a sensible value. */
export const operation: fc.Arbitrary<Operation> = fc.gen().map((draw) => {
  const kind = pick(draw, ['query', 'mutation', 'subscription'] as const);
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  const writer = new OperationWriter(draw);
  const query = writer.write(root as GraphQLObjectType, kind);
  return { query, variables: writer.variables };
});

/** Puts ids that exist in place of those that stand for them. */
export function fillIn(text: string, ids: readonly string[]): string {
  return text.replace(/known-id-(\d)/g, (_, index) => ids[Number(index)] ?? '');
}
