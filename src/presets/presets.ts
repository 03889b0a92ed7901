import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import {
  type LatentPreset,
  type LatentPresetKind,
  Prisma,
  type PrismaClient,
} from '../generated/prisma/client.ts';
import type { BuiltInPreset } from '../inference/bundle/presets.ts';
import { type LatentCode, latentCodeSchema } from '../inference/latent-code.ts';
import {
  type ChangingLight,
  changingLightSchema,
  type LightInput,
  type Look,
  lookSchema,
} from '../inference/look.ts';
import { defaultProject } from '../project.ts';
import { wordFor } from './kinds.ts';
import { visibleTo } from './visible.ts';

const codesSchema = z.array(latentCodeSchema).min(1);
/** Number of names suggested in the error for an unknown preset. */
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
   * Replaces the stored built-in presets by those of a bundle; a preset that keeps its name keeps its id.
   * @param bundle `name@version`
   */
  async seed(presets: readonly BuiltInPreset[], bundle: string): Promise<void> {
    const stored = await this.#prisma.latentPreset.findMany({ where: { isBuiltIn: true } });
    const storedByName = new Map(stored.map((preset) => [preset.name, preset]));
    const wanted = presets.map(({ name, kind, label, codes, look }) => ({
      name,
      kind: kind.toUpperCase() as Uppercase<typeof kind>,
      label,
      codes,
      look: look ?? null,
      isBuiltIn: true,
      bundle,
    }));
    const added = wanted.filter(({ name }) => !storedByName.has(name));
    const changed = wanted.filter((preset) => {
      const old = storedByName.get(preset.name);
      return (
        old &&
        Object.entries(preset).some(([key, value]) => !isDeepStrictEqual(old[key as keyof typeof old], value))
      );
    });
    const names = wanted.map(({ name }) => name);
    const areSame = added.length === 0 && changed.length === 0 && stored.length === wanted.length;
    if (areSame) return;
    await this.#prisma.$transaction(async (tx) => {
      await tx.latentPreset.deleteMany({ where: { isBuiltIn: true, name: { notIn: names } } });
      await tx.latentPreset.createMany({ data: added.map(toRow), skipDuplicates: true });
      for (const preset of changed) {
        const place = { projectId: defaultProject, name: preset.name };
        await tx.latentPreset.update({ where: { projectId_name: place }, data: toRow(preset) });
      }
    });
  }

  /**
   * Resolves a choice of motion for the animation settings: a position 0…1 or a code unchanged, a preset's name to its
   * code.
   * @param path path of the choice in the input, for the error
   * @throws UserError UNKNOWN_PRESET that names existing presets
   */
  async resolveMotion(
    motion: number | string | number[],
    path: readonly string[] = ['motion'],
  ): Promise<number | LatentCode> {
    if (typeof motion !== 'string') return motion;
    const [code] = await this.#find('MOTION', motion, path);
    return code;
  }

  /** The speed of a motion preset; null if it has none. @throws UserError as {@link resolveMotion} */
  async speedOf(motion: string, path: readonly string[] = ['motion']): Promise<number | null> {
    return (await this.#findPreset('MOTION', motion, path)).speed;
  }

  /**
   * As {@link resolveMotion}, for appearance: `none`, a position 0…1, a sequence of codes, or a preset's name. A
   * built-in preset with codes is resolved to these; any other with a look to its look.
   */
  async resolveAppearance(
    appearance: number | string | number[][],
    path: readonly string[] = ['appearance'],
  ): Promise<'none' | number | LatentCode[] | LightInput> {
    if (appearance === 'none' || typeof appearance !== 'string') return appearance;
    const preset = await this.#findPreset('APPEARANCE', appearance, path);
    const moments = looksOf(preset, path);
    if (moments) return { moments: moments.map((moment) => ({ name: appearance, ...moment })) };
    const isLearned = preset.look === null || (preset.isBuiltIn && hasCodes(preset));
    return isLearned
      ? codesOf(preset, path)
      : { moments: [{ name: appearance, look: lookOf(preset, path) }] };
  }

  /**
   * The look of a preset.
   * @param path path of the name in the input, for the error
   * @throws UserError UNKNOWN_PRESET that names existing presets, also for one without a look
   */
  async resolveLook(name: string, path: readonly string[]): Promise<Look> {
    return lookOf(await this.#findPreset('APPEARANCE', name, path), path);
  }

  async #find(kind: LatentPresetKind, name: string, path: readonly string[]): Promise<LatentCode[]> {
    return codesOf(await this.#findPreset(kind, name, path), path);
  }

  async #findPreset(kind: LatentPresetKind, name: string, path: readonly string[]): Promise<LatentPreset> {
    const where = { name, ...visibleTo(this.#projectId) };
    // Its own first: a newer bundle may have brought one of the same name.
    const preset = await this.#prisma.latentPreset.findFirst({ where, orderBy: { isBuiltIn: 'asc' } });
    if (preset?.kind === kind) return preset;
    throw await this.#unknown(kind, name, preset !== null, path);
  }

  async #unknown(kind: LatentPresetKind, name: string, isOther: boolean, path: readonly string[]) {
    const where = { kind, ...visibleTo(this.#projectId) };
    const [some, count] = await Promise.all([
      this.#prisma.latentPreset.findMany({ where, orderBy: { name: 'asc' }, take: suggestionCount }),
      this.#prisma.latentPreset.count({ where }),
    ]);
    const received = isOther ? `"${name}", which is a preset for something else` : `"${name}"`;
    const names = some.map((preset) => preset.name).join(', ');
    const rest = count > some.length ? ` and ${count - some.length} more, which latentPresets lists` : '';
    const known = count > 0 ? `There are ${names}${rest}` : 'The model bundle has none';
    const message = `Expected the name of a preset for ${wordFor(kind)}, but received ${received}. ${known}`;
    return new UserError('UNKNOWN_PRESET', message, { path });
  }
}

/** JSON null and SQL NULL are different in a database. */
function toRow<Preset extends { look: Look | null }>(preset: Preset) {
  return { ...preset, look: preset.look ?? Prisma.DbNull };
}

function hasCodes({ codes }: LatentPreset): boolean {
  return Array.isArray(codes) && codes.length > 0;
}

function codesOf({ name, codes }: LatentPreset, path: readonly string[]): LatentCode[] {
  const parsed = codesSchema.safeParse(codes);
  if (parsed.success) return parsed.data;
  const message = `Expected a preset that networks can take, but ${name} is none: ${parsed.error.issues[0].message}; change its codes`;
  throw new UserError('UNKNOWN_PRESET', message, { path });
}

/** The looks of a light that changes; null for any other. */
function looksOf({ name, looks }: LatentPreset, path: readonly string[]): ChangingLight | null {
  if (looks === null) return null;
  const parsed = changingLightSchema.safeParse(looks);
  if (parsed.success) return parsed.data;
  const message = `Expected a preset with looks, but ${name} is at fault: ${parsed.error.issues[0].message}`;
  throw new UserError('UNKNOWN_PRESET', message, { path });
}

function lookOf({ name, look, looks }: LatentPreset, path: readonly string[]): Look {
  const parsed = lookSchema.safeParse(look);
  if (parsed.success) return parsed.data;
  const withoutLook =
    looks === null ? 'has codes alone' : 'changes over time, as `appearance.preset` takes it';
  const fault = look === null ? withoutLook : `is at fault: ${parsed.error.issues[0].message}`;
  const message = `Expected a preset with a look, but ${name} ${fault}; latentPresets shows which have one`;
  throw new UserError('UNKNOWN_PRESET', message, { path });
}
