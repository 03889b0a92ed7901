import { UserError } from '../errors.ts';

/** The types that have global ids. */
export const nodeTypes = [
  'Image',
  'Animation',
  'LatentPreset',
  'ApiKey',
  'FileLink',
  'Webhook',
  'WebhookDelivery',
] as const;
export type NodeType = (typeof nodeTypes)[number];

/** Objects that have an id but cannot be fetched again by it. */
const otherTypes = ['ImageUpload'] as const;
type IdType = NodeType | (typeof otherTypes)[number];

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function encodeGlobalId(type: string, id: string | number | bigint): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** The node of a global id, or null if the id is invalid; then no database access is needed. */
export function decodeGlobalId(globalId: string): { typename: NodeType; id: string } | null {
  return decode(nodeTypes, globalId);
}

function decode<Type extends IdType>(types: readonly Type[], globalId: string) {
  const [name, id, ...rest] = Buffer.from(globalId, 'base64url').toString().split(':');
  const typename = types.find((type) => type === name);
  if (!typename || !id || rest.length > 0 || !uuid.test(id)) return null;
  return { typename, id };
}

/** The row id in a global id of the given type; null if it has another type or is invalid. */
export function rowId(type: IdType, globalId: string): string | null {
  return decode([type], globalId)?.id ?? null;
}

/** @throws UserError NOT_FOUND if the global id is not of the given type. */
export function requireRowId(type: IdType, globalId: string, path: readonly string[] = []): string {
  const id = rowId(type, globalId);
  if (id === null) {
    throw new UserError(
      'NOT_FOUND',
      `Expected the id of an ${type} but received ${JSON.stringify(globalId.slice(0, 100))}; ` +
        'pass the `id` field of one that the API returned',
      { path },
    );
  }
  return id;
}
