import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { AccessError } from '../access/access-error.ts';
import { hasScope, holdsTokenFor, type Scope } from '../access/caller.ts';
import type PrismaTypes from '../generated/pothos/types.ts';
import { getDatamodel } from '../generated/pothos/types.ts';
import type { ReceivedFile } from '../images/received-file.ts';
import type { Point } from '../inference/controls/schema.ts';
import type { ApiContext } from '../resolvers/context.ts';
import { decodeGlobalId, encodeGlobalId } from '../resolvers/global-id.ts';
import { defaultPageSize, maxPageSize, relayOptions } from './connections.ts';

export interface Types {
  Context: ApiContext;
  /** `read`, `write`, `admin`: what a key may do. `animation`: a token for the one with this row id. */
  AuthScopes: Record<Scope, boolean> & { animation: string };
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string | number | bigint };
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number };
    JSON: { Input: never; Output: object };
    Upload: { Input: ReceivedFile; Output: never };
    Line: { Input: never; Output: readonly Point[] };
  };
}

/** The UUID that no row ever has (RFC 9562 §5.9). */
const idOfNothing = '00000000-0000-0000-0000-000000000000';

export const builder = new SchemaBuilder<Types>({
  // Who may not ask learns nothing of what would have come of it, so that is found out first.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, ComplexityPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ caller }) => ({
      read: hasScope(caller, 'read'),
      write: hasScope(caller, 'write'),
      admin: hasScope(caller, 'admin'),
      animation: (id) => holdsTokenFor(caller, id),
    }),
    unauthorizedError: (_parent, _context, { parentType, fieldName }) =>
      new AccessError(
        'FORBIDDEN',
        `This key or token may not use ${parentType.name}.${fieldName}; use a key of another scope`,
      ),
  },
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
    defaultConnectionSize: defaultPageSize,
    maxConnectionSize: maxPageSize,
  },
  relay: {
    ...relayOptions,
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID(globalId) {
      // What names no object is not there, as for every other query.
      return decodeGlobalId(globalId) ?? { typename: 'Image', id: idOfNothing };
    },
  },
});
