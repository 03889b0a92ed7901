import { GraphQLError, Kind } from 'graphql';
import { ReceivedFile } from '../images/received-file.ts';
import { builder } from './builder.ts';

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** JavaScript takes 31 February for 3 March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** The years that text in ISO 8601 and the database have in common, as of UTC. */
function isInRange(instant: Date): boolean {
  return instant.getUTCFullYear() >= 1 && instant.getUTCFullYear() <= 9999;
}

function parseInstant(value: unknown): Date {
  const isText = typeof value === 'string' && isoInstant.test(value) && isDay(value.slice(0, 10));
  const instant = isText ? new Date(value) : null;
  if (!instant || Number.isNaN(instant.getTime()) || !isInRange(instant)) {
    throw new GraphQLError(
      `Expected a time in ISO 8601 with its zone, in the years 1 to 9999, such as "2026-05-04T03:02:01Z", but received ${JSON.stringify(value)}`,
    );
  }
  return instant;
}

builder.scalarType('DateTime', {
  description:
    'An instant in ISO 8601 with its zone, such as `2026-05-04T03:02:01.000Z`. Responses are in UTC.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => value.toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
});

function parseSafeInt(value: unknown): number {
  if (!Number.isSafeInteger(value)) {
    throw new GraphQLError(`Expected a whole number of at most ±(2^53 − 1) but received ${String(value)}`);
  }
  return value as number;
}

builder.scalarType('SafeInt', {
  description: 'An integer up to ±(2^53 − 1), sent as a JSON number, for sizes and seeds beyond `Int`.',
  serialize: parseSafeInt,
  parseValue: parseSafeInt,
  parseLiteral: (node) => parseSafeInt(node.kind === Kind.INT ? Number(node.value) : null),
});

builder.scalarType('Upload', {
  description:
    'A file sent with the operation as multipart/form-data (GraphQL multipart request specification). In the ' +
    'operation, a variable with the value null stands for it.',
  specifiedByURL: 'https://github.com/jaydenseric/graphql-multipart-request-spec',
  serialize() {
    throw new GraphQLError('A file can be sent to the API but is never part of an answer');
  },
  parseValue(value) {
    if (value instanceof ReceivedFile) return value;
    throw new GraphQLError(
      'Expected a file sent as multipart/form-data, mapped to this variable by the `map` part of the form',
    );
  },
  parseLiteral() {
    throw new GraphQLError('Expected a variable for the file; a file cannot be written into the operation');
  },
});
