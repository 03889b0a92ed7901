import { readFileSync } from 'node:fs';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { CloseCode } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { eventsTable } from '../../src/schema/events-table.ts';
import { schema } from '../../src/schema/schema.ts';
import { defaultLimits } from '../../src/server/websocket.ts';

const text = readFileSync(new URL('../../docs/realtime.md', import.meta.url), 'utf8');
/** Every message that stands in the document as JSON, one a line. */
const messages = [...text.matchAll(/```json\n(.*?)```/gs)]
  .flatMap(([, block]) => block.trim().split('\n'))
  .map((line) => JSON.parse(line));

/** What a subscription may send. */
function eventTypes(subscription: string): readonly GraphQLObjectType[] {
  const type = schema.getSubscriptionType()?.getFields()[subscription].type;
  const named = (type && 'ofType' in type ? type.ofType : type) as GraphQLNamedType;
  if (!isUnionType(named) && !isInterfaceType(named))
    throw new Error(`Expected ${named} to have several types`);
  return schema.getPossibleTypes(named);
}

const subscriptions = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});

/** Close codes that a client gives. */
const ofClients = [
  CloseCode.InternalClientError,
  CloseCode.BadResponse,
  CloseCode.ConnectionAcknowledgementTimeout,
];

describe('docs/realtime.md', () => {
  it.each(subscriptions)('has a section on %s and names all its fields', (name) => {
    expect(text).toContain(`## ${name}\n`);
    for (const type of eventTypes(name)) {
      expect(text).toContain(`| \`${type.name}\` |`);
      for (const field of Object.keys(type.getFields())) expect(text).toContain(`\`${field}\``);
    }
  });

  it('describes each event like the schema', () => {
    expect(text, 'run `npm run schema` and commit the result').toContain(eventsTable());
  });

  it('lists every code with which the server closes sockets', () => {
    const codes = Object.values(CloseCode).filter((code) => typeof code === 'number');
    for (const code of [1001, 1009, ...codes.filter((code) => !ofClients.includes(code))]) {
      expect(text).toContain(`\n| ${code} |`);
    }
  });

  it('has the current limits', () => {
    const { maxMessageBytes, initTimeoutMs, maxOperations, maxUnsentBytes, pingIntervalMs } = defaultLimits;
    expect(text).toContain(`| Message from a client | ${maxMessageBytes / 1024} KiB`);
    expect(text).toContain(`| \`connection_init\` | within ${initTimeoutMs / 1000} s`);
    expect(text).toContain(`| Operations at once on a socket | ${maxOperations},`);
    expect(text).toContain(`| Answers not yet read on a WebSocket | ${maxUnsentBytes / 2 ** 20} MiB`);
    expect(text).toContain(`| Silence of the server | ${pingIntervalMs / 1000} s on a WebSocket`);
    expect(pingIntervalMs).toBeLessThan(60_000);
  });

  it('shows events as in the schema', () => {
    const shown = messages.filter(({ type }) => type === 'next').map(({ payload }) => payload.data);
    expect(shown.length).toBeGreaterThan(3);
    for (const data of shown) {
      const [subscription] = Object.keys(data);
      const { __typename, ...fields } = data[subscription];
      const type = schema.getType(__typename);
      if (!isObjectType(type)) throw new Error(`Expected ${__typename} to be in the schema`);
      expect(eventTypes(subscription)).toContain(type);
      for (const field of Object.keys(fields)) expect(Object.keys(type.getFields())).toContain(field);
    }
  });
});
