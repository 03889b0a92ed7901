import { z } from 'zod';
import { isUniqueViolation } from '../database/unique-violation.ts';
import { notFound, UserError } from '../errors.ts';
import type { LatentPreset, LatentPresetKind, PrismaClient } from '../generated/prisma/client.ts';
import { type LatentCode, latentCodeSchema } from '../inference/latent-code.ts';
import { asTaken, type ChangingLight, type Look } from '../inference/look.ts';
import { issueWords } from '../issue-words.ts';
import { defaultProject } from '../project.ts';
import { blendCodes, blendLooks } from './blend.ts';
import { presetKinds, wordFor } from './kinds.ts';
import { visibleTo } from './visible.ts';

const nameForm = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const name = z
  .string()
  .max(64, { error: 'Expected a name of at most 64 characters' })
  .regex(nameForm, { error: 'Expected a name of small letters and digits, with single dashes between them' })
  .refine((text) => text !== 'none', { error: 'Expected another name: "none" means no preset at all' })
  .refine((text) => text !== asTaken, {
    error: `Expected another name: "${asTaken}" means the photo's own light`,
  });
const label = z.string().trim().min(1).max(200);
/** Most custom presets per project; each takes up to 40 KiB. */
export const maxOwnPresets = 1_000;
/** Serialises concurrent creations, so that presets are counted one after another. */
const creationLock = 7_268_245_104;

export interface NewPreset {
  name: string;
  kind: LatentPresetKind;
  /** For people; default: the name. */
  label?: string;
  /** 1 up to `mostCodes` of the kind; optional with a look. */
  codes: number[][];
  /** For appearance: its light by regions. */
  look?: Look;
  /** For appearance: a light that changes, instead of one look. */
  looks?: ChangingLight;
  /** For motion: the setting `speed` that goes with it, 0 … 1. */
  speed?: number;
}

export type PresetChange = Partial<Pick<NewPreset, 'name' | 'label' | 'codes'>>;

export interface Blend {
  name: string;
  label?: string;
  /** Presets by their names, all of one kind, with weights of 0 or more. */
  sources: readonly { preset: string; weight: number }[];
}

/** Custom presets of a project; those of the bundle cannot be changed. */
export class OwnPresets {
  readonly #prisma: PrismaClient;
  readonly #bundle: string;
  readonly #projectId: string;

  /** @param bundle `name@version` of the bundle that defines the code space of new presets */
  constructor(prisma: PrismaClient, bundle: string, projectId = defaultProject) {
    this.#prisma = prisma;
    this.#bundle = bundle;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): OwnPresets {
    return new OwnPresets(this.#prisma, this.#bundle, projectId);
  }

  /** @throws UserError INVALID_INPUT with the path inside the input, or if there are too many presets; NAME_TAKEN */
  async create(preset: NewPreset): Promise<LatentPreset> {
    const data = {
      projectId: this.#projectId,
      name: check(name, preset.name, ['name']),
      kind: preset.kind,
      label: check(label, preset.label ?? preset.name, ['label']),
      codes:
        (preset.look || preset.looks) && preset.codes.length === 0
          ? []
          : checkCodes(preset.kind, preset.codes),
      look: preset.look,
      looks: preset.looks,
      speed: preset.speed,
      bundle: this.#bundle,
    };
    await this.#requireNew(data.name);
    return unlessTaken(
      data.name,
      this.#prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${creationLock})`;
        const { projectId } = data;
        const count = await tx.latentPreset.count({ where: { projectId, isBuiltIn: false } });
        if (count >= maxOwnPresets) {
          throw invalid(
            [],
            `Expected at most ${maxOwnPresets} presets of your own; delete one that is not needed`,
          );
        }
        return tx.latentPreset.create({ data });
      }),
    );
  }

  /**
   * Animations made before keep the codes they were made with.
   * @throws UserError INVALID_INPUT, NOT_FOUND, BUILT_IN_PRESET, NAME_TAKEN
   */
  async update(id: string, change: PresetChange): Promise<LatentPreset> {
    const { kind } = await this.#requireOwn(id);
    const data = {
      name: change.name === undefined ? undefined : check(name, change.name, ['name']),
      label: change.label === undefined ? undefined : check(label, change.label, ['label']),
      codes: change.codes === undefined ? undefined : checkCodes(kind, change.codes),
    };
    if (change.name !== undefined) await this.#requireNew(change.name);
    return unlessTaken(change.name, this.#prisma.latentPreset.update({ where: { id }, data }));
  }

  /** @throws UserError NOT_FOUND, BUILT_IN_PRESET */
  async remove(id: string): Promise<void> {
    await this.#requireOwn(id);
    await this.#prisma.latentPreset.deleteMany({ where: { id } });
  }

  /**
   * Creates a preset as the weighted mean of others.
   * @throws UserError INVALID_INPUT, UNKNOWN_PRESET, NAME_TAKEN
   */
  async blend({ name, label, sources }: Blend): Promise<LatentPreset> {
    if (sources.length < 1 || sources.length > 16) {
      throw invalid(['sources'], `Expected 1 to 16 presets to blend, but received ${sources.length}`);
    }
    const weights = sources.map(({ weight }) => weight);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (weights.some((weight) => !(weight >= 0)) || !(sum > 0) || !Number.isFinite(sum)) {
      const received = weights.join(', ');
      throw invalid(
        ['sources'],
        `Expected weights of 0 or more, one of them above 0, but received ${received}`,
      );
    }
    const names = sources.map(({ preset }) => preset);
    const where = { name: { in: names }, ...visibleTo(this.#projectId) };
    const rows = await this.#prisma.latentPreset.findMany({ where });
    const ingredients = sources.map(({ preset, weight }, i) => {
      const row = rows.find((candidate) => candidate.name === preset);
      if (!row) {
        const message = `Expected the name of a preset, but received ${JSON.stringify(preset)}; latentPresets lists those there are`;
        throw new UserError('UNKNOWN_PRESET', message, { path: ['sources', String(i), 'preset'] });
      }
      return { ...row, codes: row.codes as LatentCode[], look: row.look as Look | null, weight };
    });
    const [first, ...others] = ingredients;
    for (const other of others) {
      if (other.kind === first.kind && other.bundle === first.bundle) continue;
      const message = `Expected presets of one kind and bundle, but ${first.name} is ${first.kind} of ${first.bundle} and ${other.name} is ${other.kind} of ${other.bundle}`;
      throw invalid(['sources'], message);
    }
    const looks = ingredients.flatMap(({ look, weight }) => (look ? [{ look, weight }] : []));
    const look = looks.length === ingredients.length ? blendLooks(looks) : undefined;
    const speeds = ingredients.flatMap(({ speed, weight }) => (speed === null ? [] : [speed * weight]));
    const hasCodes = ingredients.every(({ codes }) => codes.length > 0);
    if (!look && !hasCodes) {
      const message = 'Expected presets that all have codes, or all have looks, but received some of both';
      throw invalid(['sources'], message);
    }
    return this.create({
      name,
      label,
      kind: first.kind,
      codes: hasCodes ? blendCodes(ingredients) : [],
      look,
      speed:
        speeds.length === ingredients.length
          ? speeds.reduce((total, speed) => total + speed) / sum
          : undefined,
    });
  }

  /** Presets of the bundle have their names in every project. @throws UserError NAME_TAKEN */
  async #requireNew(name: string): Promise<void> {
    if (this.#projectId === defaultProject) return;
    const builtIn = await this.#prisma.latentPreset.findFirst({ where: { name, isBuiltIn: true } });
    if (builtIn) throw taken(name);
  }

  async #requireOwn(id: string): Promise<LatentPreset> {
    const where = { id, ...visibleTo(this.#projectId) };
    const preset = await this.#prisma.latentPreset.findUnique({ where });
    if (!preset) throw notFound('LatentPreset', id);
    if (!preset.isBuiltIn) return preset;
    const message = `Expected a custom preset, but ${preset.name} is built in; create a new one from its codes`;
    throw new UserError('BUILT_IN_PRESET', message);
  }
}

function checkCodes(kind: LatentPresetKind, given: number[][]): LatentCode[] {
  const { mostCodes } = presetKinds[kind];
  if (mostCodes === 1 && given.length !== 1) {
    throw invalid(['codes'], `Expected exactly one code for ${wordFor(kind)}, but received ${given.length}`);
  }
  return check(z.array(latentCodeSchema).min(1).max(mostCodes), given, ['codes']);
}

function check<T>(schema: z.ZodType<T>, value: unknown, path: string[]): T {
  const parsed = schema.safeParse(value, { error: issueWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const received = JSON.stringify(value).slice(0, 100);
  throw invalid([...path, ...issue.path.map(String)], `${issue.message}, but received ${received}`);
}

function invalid(path: string[], message: string): UserError {
  return new UserError('INVALID_INPUT', message, { path });
}

async function unlessTaken<T>(name: string | undefined, change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (cause) {
    throw isUniqueViolation(cause) ? taken(name, cause) : cause;
  }
}

function taken(name: string | undefined, cause?: unknown): UserError {
  const message = `Expected a new name, but there is a preset ${JSON.stringify(name)} already; choose another`;
  return new UserError('NAME_TAKEN', message, { path: ['name'], cause });
}
