import type { Prisma } from '../generated/prisma/client.ts';

/** The presets that a project may use: its own, and those of the bundle. */
export function visibleTo(projectId: string) {
  return { OR: [{ projectId }, { isBuiltIn: true }] } satisfies Prisma.LatentPresetWhereInput;
}
