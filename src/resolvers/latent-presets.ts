import type { LatentPresetKind, Prisma } from '../generated/prisma/client.ts';
import { visibleTo } from '../presets/visible.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';

export interface LatentPresetFilter extends DateRange {
  kind?: LatentPresetKind | null;
  isBuiltIn?: boolean | null;
}

/** A page of presets, by name. `query` is the selection and the page that Pothos planned. */
export async function latentPresets(
  query: Pick<Prisma.LatentPresetFindManyArgs, 'cursor' | 'take' | 'skip'>,
  filter: LatentPresetFilter | null | undefined,
  { prisma, projectId }: ApiContext,
) {
  const where = {
    ...visibleTo(projectId),
    ...createdWithin(filter),
    kind: filter?.kind ?? undefined,
    isBuiltIn: filter?.isBuiltIn ?? undefined,
  };
  return prisma.latentPreset.findMany({ ...query, where, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}
