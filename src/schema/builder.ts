import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import { GraphQLError } from 'graphql';
import type PrismaTypes from '../generated/pothos/types.ts';
import { getDatamodel } from '../generated/pothos/types.ts';
import type { ApiContext } from '../resolvers/context.ts';
import { decodeGlobalId, encodeGlobalId } from '../resolvers/global-id.ts';
import { defaultPageSize, maxPageSize, relayOptions } from './connections.ts';

export interface Types {
  Context: ApiContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string | number | bigint };
    DateTime: { Input: Date; Output: Date };
    SafeInt: { Input: number; Output: number };
    Upload: { Input: File; Output: never };
  };
}

export const builder = new SchemaBuilder<Types>({
  plugins: [ErrorsPlugin, ComplexityPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
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
      const decoded = decodeGlobalId(globalId);
      if (!decoded) {
        throw new GraphQLError('Expected the `id` of an object that the API returned', {
          extensions: { code: 'BAD_USER_INPUT' },
        });
      }
      return decoded;
    },
  },
});
