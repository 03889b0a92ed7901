import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { Codebook } from '../inference/bundle/schema.ts';
import type { Point } from '../inference/controls/schema.ts';
import type { SceneData } from '../inference/scene-data.ts';
import type { AnimationSettingsInput } from '../inference/settings.ts';
import { unreadable } from '../photo/source.ts';
import { chooseMotion } from './choices.ts';

/** Manual controls of the command line. */
export interface ControlOptions {
  /** A JSON file in the format of the API; masks are paths relative to it. */
  regions?: string;
  freeze?: string[];
  arrow?: ArrowOption[];
  anchor?: Point[];
  camera?: { zoom: number; towards?: Point };
  speedPercent?: number;
}

export interface ArrowOption {
  from: Point;
  to: Point;
  speedPercent?: number;
}

type Controls = Pick<AnimationSettingsInput, 'regions' | 'freeze' | 'anchors' | 'camera' | 'speedPercent'>;
type RegionInput = NonNullable<Controls['regions']>[number];

export interface ReadControls {
  settings: Controls;
  /** Paths of the masks, by their SHA-256. */
  pictures: Record<string, string>;
}

/**
 * Reads manual settings: those of the file, then those of the options. `parseSettings` validates them.
 * @param describe detects the regions of the photo; called only if arrows need them
 * @throws UserError INVALID_SETTINGS of the file, or of an arrow that starts on land; NOT_FOUND of the file or a mask
 */
export async function readControls(
  options: ControlOptions,
  { codebook, describe }: { codebook: Codebook; describe: () => Promise<SceneData> },
): Promise<ReadControls> {
  const pictures: Record<string, string> = {};
  const written =
    options.regions === undefined ? {} : await readFileOf(options.regions, { codebook, pictures });
  const masks = await Promise.all((options.freeze ?? []).map((path) => addPicture(path, pictures)));
  const arrows = options.arrow?.length ? regionsOfArrows(options.arrow, await describe()) : [];
  const joined = <Item>(first: readonly Item[] | undefined, then: readonly Item[]) =>
    first || then.length > 0 ? [...(first ?? []), ...then] : undefined;
  const settings: Controls = {
    regions: joined(written.regions, arrows),
    freeze: joined(
      written.freeze,
      masks.map((mask) => ({ area: { mask } })),
    ),
    anchors: joined(written.anchors, options.anchor ?? []),
    camera: options.camera ?? written.camera,
    speedPercent: options.speedPercent ?? written.speedPercent,
  };
  return { settings, pictures };
}

interface FileContext {
  codebook: Codebook;
  pictures: Record<string, string>;
}

const known = ['regions', 'freeze', 'anchors', 'camera', 'speedPercent'];

async function readFileOf(path: string, { codebook, pictures }: FileContext): Promise<Controls> {
  const refuse = (message: string, cause?: unknown) =>
    new UserError('INVALID_SETTINGS', message, { path: ['regions'], cause });
  const text = (await bytesOf(path, 'a file of regions')).toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(
      `Expected JSON in ${path}, but it has a fault; correct it there: ${(cause as Error).message}`,
      cause,
    );
  }
  const given = Array.isArray(value) ? { regions: value } : value;
  if (typeof given !== 'object' || given === null)
    throw refuse(
      `Expected an array of regions or an object with ${known.join(', ')} in ${path}, but it contains something else; see docs/controls.md`,
    );
  const strange = Object.keys(given).filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw refuse(
      `Expected only ${known.join(', ')} in ${path}, but it also has ${strange.join(', ')}; leave that out`,
    );
  // The studio writes unset fields as null.
  const controls = withoutNulls(given) as Controls;
  for (const entry of [...listOf(controls.regions), ...listOf(controls.freeze)]) {
    const mask = entry?.area?.mask;
    if (typeof mask === 'string') entry.area.mask = await addPicture(resolve(dirname(path), mask), pictures);
    resolvePreset(entry, codebook);
  }
  return controls;
}

/** Entries of a value that may be a list; the schema reports errors. */
function listOf(value: unknown): RegionInput[] {
  return Array.isArray(value) ? value : [];
}

/** In the API, motions of the bundle are presets with names. @throws UserError UNKNOWN_PRESET */
function resolvePreset(region: RegionInput, codebook: Codebook): void {
  const motion = region?.motion as { preset?: unknown; code?: unknown } | undefined;
  if (typeof motion?.preset !== 'string') return;
  const code = chooseMotion(motion.preset, codebook);
  // A position is not a name.
  if (typeof code === 'number') return;
  delete motion.preset;
  motion.code = code;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [name, withoutNulls(item)]),
  );
}

/** @returns the picture's SHA-256 */
async function addPicture(path: string, pictures: Record<string, string>): Promise<string> {
  const digest = createHash('sha256')
    .update(await bytesOf(path, 'a mask'))
    .digest('hex');
  pictures[digest] = path;
  return digest;
}

/** @throws UserError NOT_FOUND when there is no file at the path */
function bytesOf(path: string, kind: string): Promise<Buffer> {
  return readFile(path).catch((cause) => {
    throw unreadable(path, cause, kind);
  });
}

/** One region for each kind that arrows start in. @throws UserError INVALID_SETTINGS if one starts on land */
function regionsOfArrows(arrows: readonly ArrowOption[], scene: SceneData): RegionInput[] {
  const found = new Map<'SKY' | 'WATER' | 'MIST', { points: Point[]; speedPercent?: number }[]>();
  for (const { from, to, speedPercent } of arrows) {
    const region = regionAt(scene, from);
    if (region === undefined || region === 'LAND') {
      const message = `Expected an arrow that starts in sky, water or mist, but land was found at ${from.x},${from.y}; start it elsewhere (--scene shows the regions), or draw a region around it in a file for --regions`;
      throw new UserError('INVALID_SETTINGS', message, { path: ['arrow'] });
    }
    found.set(region, [...(found.get(region) ?? []), { points: [from, to], speedPercent }]);
  }
  return [...found].map(([region, directed]) => ({ area: { region }, motion: { arrows: directed } }));
}

function regionAt({ regions }: SceneData, { x, y }: Point) {
  return regions.find(({ mask: { width, height, pixels } }) => {
    const [column, row] = [
      Math.min(width - 1, Math.floor(x * width)),
      Math.min(height - 1, Math.floor(y * height)),
    ];
    return pixels[row * width + column] > 127;
  })?.region;
}
