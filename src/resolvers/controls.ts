import type { Area, Region } from '../inference/controls/schema.ts';
import type { Presets } from '../presets/presets.ts';
import { findMasks, type Mask } from './masks.ts';

/** In GraphQL null means omitted, at any depth. */
type Loose<T> = T extends readonly (infer Item)[]
  ? Loose<Item>[]
  : T extends object
    ? { [Key in keyof T]: Loose<T[Key]> | (undefined extends T[Key] ? null : never) }
    : T;

/** An area in the form of the API, with masks as ids of images. */
type AreaChoice = Loose<Area>;
type RegionMotionChoice = Loose<Region['motion'] & { preset?: string }>;
type RegionChoice = Loose<Partial<Omit<Region, 'area' | 'motion'>>> & {
  area: AreaChoice;
  motion?: RegionMotionChoice | null;
};

/** Manual controls in the form of the API (algorithm §11). */
export interface ControlChoices {
  regions?: RegionChoice[] | null;
  freeze?: { area: AreaChoice; feather?: number | null }[] | null;
}

/**
 * Replaces mask ids by their SHA-256 and preset names by their codes.
 * @throws UserError NOT_FOUND for a mask, UNKNOWN_PRESET, each with its path inside the settings
 */
export async function resolveControls(
  { regions, freeze }: ControlChoices,
  presets: Presets,
  images: Parameters<typeof findMasks>[1],
): Promise<{ regions?: object[] | null; freeze?: object[] | null; masks: Mask[] }> {
  const masks = await findMasks([...masksOf('regions', regions), ...masksOf('freeze', freeze)], images);
  const digests = new Map(masks.map(({ path, sha256 }) => [path.join('.'), sha256]));
  const areaOf = (list: string, i: number, area: AreaChoice) => {
    const mask = digests.get(maskPath(list, i).join('.'));
    return mask === undefined ? area : { ...area, mask };
  };
  const resolved: object[] = [];
  for (const [i, region] of (regions ?? []).entries()) {
    const motion = await resolveMotion(region.motion, presets, ['regions', String(i), 'motion', 'preset']);
    resolved.push({ ...region, motion, area: areaOf('regions', i, region.area) });
  }
  return {
    regions: regions && resolved,
    freeze: freeze?.map((one, i) => ({ ...one, area: areaOf('freeze', i, one.area) })),
    masks,
  };
}

async function resolveMotion(
  motion: RegionMotionChoice | null | undefined,
  presets: Presets,
  path: readonly string[],
): Promise<object | null | undefined> {
  if (motion?.preset == null) return motion;
  return { code: await presets.resolveMotion(motion.preset, path) };
}

function masksOf(list: string, entries: readonly { area: AreaChoice }[] | null | undefined) {
  return (entries ?? []).flatMap(({ area: { mask } }, i) =>
    mask == null ? [] : [{ path: maskPath(list, i), id: mask }],
  );
}

function maskPath(list: string, i: number): string[] {
  return [list, String(i), 'area', 'mask'];
}
