import { notFound } from '../errors.ts';
import type { Image, PrismaClient } from '../generated/prisma/client.ts';
import type { Area } from '../inference/controls/schema.ts';
import type { AnimationSettings } from '../inference/settings.ts';
import { encodeGlobalId, requireRowId } from './global-id.ts';

/** A picture used as a mask in settings: its path in them, and its identity. */
export interface Mask {
  /** Inside the settings. */
  path: readonly string[];
  imageId: string;
  sha256: string;
}

type ImageRow = Pick<Image, 'id' | 'sha256'>;

/**
 * The pictures with these global ids, in their order.
 * @throws UserError NOT_FOUND with the path of the first that does not belong to the project
 */
export async function findMasks(
  named: readonly { path: readonly string[]; id: string }[],
  { prisma, projectId }: { prisma: Pick<PrismaClient, 'image'>; projectId: string },
): Promise<Mask[]> {
  if (named.length === 0) return [];
  const wanted = named.map(({ path, id }) => ({ path, imageId: requireRowId('Image', id, path) }));
  const rows: ImageRow[] = await prisma.image.findMany({
    where: { projectId, id: { in: wanted.map(({ imageId }) => imageId) } },
    select: { id: true, sha256: true },
  });
  const digests = new Map(rows.map(({ id, sha256 }) => [id, sha256]));
  return wanted.map(({ path, imageId }) => {
    const sha256 = digests.get(imageId);
    if (sha256 === undefined) throw notFound('Image', imageId, { path });
    return { path, imageId, sha256 };
  });
}

/** An area with its mask as in the API: the global id of its image. */
export type MaskedArea = Area & { maskId?: string };

/** Stored settings, with masks as global ids of the animation's images. */
export function nameMasks(settings: AnimationSettings, pictures: readonly ImageRow[]): NamedSettings {
  const ids = new Map(pictures.map(({ id, sha256 }) => [sha256, encodeGlobalId('Image', id)]));
  const named = <Entry extends { area: Area }>(entry: Entry) => ({
    ...entry,
    area: { ...entry.area, maskId: entry.area.mask && ids.get(entry.area.mask) },
  });
  const { regions, freeze } = settings;
  return { ...settings, regions: regions?.map(named), freeze: freeze?.map(named) };
}

type Named<Entries> = Entries extends readonly (infer Entry)[]
  ? (Omit<Entry, 'area'> & { area: MaskedArea })[]
  : Entries;

export type NamedSettings = Omit<AnimationSettings, 'regions' | 'freeze'> & {
  [Key in 'regions' | 'freeze']?: Named<AnimationSettings[Key]>;
};
