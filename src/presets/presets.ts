import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { LatentPresetKind, PrismaClient } from '../generated/prisma/client.ts';
import type { BuiltInPreset } from '../inference/bundle/presets.ts';
import { type LatentCode, latentCodeSchema } from '../inference/latent-code.ts';
import { defaultProject } from '../project.ts';
import { visibleTo } from './visible.ts';

const codesSchema = z.array(latentCodeSchema).min(1);
/** Names that an error about an unknown one offers. */
const suggestionCount = 5;

/** Named latent codes: those of the bundle, and those of a project. */
export class Presets {
  readonly #prisma: PrismaClient;
  readonly #projectId: string;

  constructor(prisma: PrismaClient, projectId = defaultProject) {
    this.#prisma = prisma;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Presets {
    return new Presets(this.#prisma, projectId);
  }

  /**
   * Makes the stored built-in presets those of a bundle; a preset that keeps its name keeps its id.
   * @param bundle `name@version`
   */
  async seed(presets: readonly BuiltInPreset[], bundle: string): Promise<void> {
    const stored = await this.#prisma.latentPreset.findMany({ where: { isBuiltIn: true } });
    const storedByName = new Map(stored.map((preset) => [preset.name, preset]));
    const wanted = presets.map(({ name, kind, label, codes }) => ({
      name,
      kind: kind === 'motion' ? ('MOTION' as const) : ('APPEARANCE' as const),
      label,
      codes,
      isBuiltIn: true,
      bundle,
    }));
    const added = wanted.filter(({ name }) => !storedByName.has(name));
    const changed = wanted.filter((preset) => {
      const old = storedByName.get(preset.name);
      return (
        old && Object.entries(preset).some(([key, value]) => !isSame(old[key as keyof typeof old], value))
      );
    });
    const names = wanted.map(({ name }) => name);
    const areSame = added.length === 0 && changed.length === 0 && stored.length === wanted.length;
    if (areSame) return;
    await this.#prisma.$transaction(async (tx) => {
      await tx.latentPreset.deleteMany({ where: { isBuiltIn: true, name: { notIn: names } } });
      await tx.latentPreset.createMany({ data: added, skipDuplicates: true });
      for (const preset of changed) {
        const place = { projectId: defaultProject, name: preset.name };
        await tx.latentPreset.update({ where: { projectId_name: place }, data: preset });
      }
    });
  }

  /**
   * What a caller chose as motion, in the form the animation settings take: a place 0…1 or a code as it is,
   * a preset's name as that preset's code.
   * @param path where in the input the choice stands, for the error
   * @throws UserError UNKNOWN_PRESET naming presets that exist
   */
  async resolveMotion(
    motion: number | string | number[],
    path: readonly string[] = ['motion'],
  ): Promise<number | LatentCode> {
    if (typeof motion !== 'string') return motion;
    const [code] = await this.#find('MOTION', motion, path);
    return code;
  }

  /** As {@link resolveMotion}, for appearance: `none`, a place 0…1, a sequence of codes, or a preset's name. */
  async resolveAppearance(
    appearance: number | string | number[][],
    path: readonly string[] = ['appearance'],
  ): Promise<'none' | number | LatentCode[]> {
    if (appearance === 'none' || typeof appearance !== 'string') return appearance;
    return this.#find('APPEARANCE', appearance, path);
  }

  async #find(kind: LatentPresetKind, name: string, path: readonly string[]): Promise<LatentCode[]> {
    const where = { name, ...visibleTo(this.#projectId) };
    // Its own first: a newer bundle may have brought one of the same name.
    const preset = await this.#prisma.latentPreset.findFirst({ where, orderBy: { isBuiltIn: 'asc' } });
    if (preset?.kind === kind) {
      const codes = codesSchema.safeParse(preset.codes);
      if (codes.success) return codes.data;
      const message = `Expected a preset that networks can take, but ${name} is none: ${codes.error.issues[0].message}; change its codes`;
      throw new UserError('UNKNOWN_PRESET', message, { path });
    }
    throw await this.#unknown(kind, name, preset !== null, path);
  }

  async #unknown(kind: LatentPresetKind, name: string, isOther: boolean, path: readonly string[]) {
    const where = { kind, ...visibleTo(this.#projectId) };
    const [some, count] = await Promise.all([
      this.#prisma.latentPreset.findMany({ where, orderBy: { name: 'asc' }, take: suggestionCount }),
      this.#prisma.latentPreset.count({ where }),
    ]);
    const word = kind.toLowerCase();
    const received = isOther ? `"${name}", which is a preset for something else` : `"${name}"`;
    const names = some.map((preset) => preset.name).join(', ');
    const rest = count > some.length ? ` and ${count - some.length} more, which latentPresets lists` : '';
    const known = count > 0 ? `There are ${names}${rest}` : 'The model bundle has none';
    const message = `Expected the name of a preset for ${word}, but received ${received}. ${known}`;
    return new UserError('UNKNOWN_PRESET', message, { path });
  }
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
