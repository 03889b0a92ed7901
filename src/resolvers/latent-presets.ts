import type { LatentPresetKind, Prisma } from '../generated/prisma/client.ts';
import type { ApiContext } from './context.ts';

/** A page of presets, by name. `query` is the selection and the page that Pothos planned. */
export async function latentPresets(
  query: Pick<Prisma.LatentPresetFindManyArgs, 'cursor' | 'take' | 'skip'>,
  filter: { kind?: LatentPresetKind | null } | null | undefined,
  { prisma }: ApiContext,
) {
  const where = filter?.kind ? { kind: filter.kind } : {};
  return prisma.latentPreset.findMany({ ...query, where, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}
