import type { CollectionSlug, PayloadRequest } from 'payload';
import type { PhotoDocument } from '../fields.ts';

export const idOf = ({ routeParams }: PayloadRequest): string => String(routeParams?.id);

/** The photo of a request. @returns null if there is none that its user may see */
export async function findPhoto(
  req: PayloadRequest,
  collection: CollectionSlug,
): Promise<PhotoDocument | null> {
  const photo = await req.payload.findByID({
    collection,
    id: idOf(req),
    depth: 0,
    req,
    overrideAccess: false,
    disableErrors: true,
  });
  return photo as unknown as PhotoDocument | null;
}

/** True if the collection allows the request's user to change this photo. */
export async function mayUpdate(req: PayloadRequest, collection: CollectionSlug): Promise<boolean> {
  const { payload } = req;
  const id = idOf(req);
  const allowed = await payload.collections[collection].config.access.update({ req, id });
  if (typeof allowed === 'boolean') return allowed;
  const where = { and: [{ id: { equals: id } }, allowed] };
  return (await payload.count({ collection, where })).totalDocs > 0;
}
