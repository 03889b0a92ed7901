import type { BuiltInLook } from '../built-in-looks.ts';
import type { LatentCode } from '../latent-code.ts';
import type { Look } from '../look.ts';
import type { Codebook } from './schema.ts';

/** A named entry of a bundle's codebook (algorithm §6), or a look (§5.2). */
export interface BuiltInPreset {
  /** Unique among all presets of a bundle, in kebab case. */
  name: string;
  kind: 'motion' | 'appearance';
  /** Display name. */
  label: string;
  /** One code for motion, a sequence in order of time for appearance; none if there is only a look. */
  codes: LatentCode[];
  look?: Look;
}

/**
 * The presets of a codebook: motions with descriptive names, such as `drift-left`; `motion-01` … in the order of the
 * codebook (the first is position 0, the last position 1); and one per appearance sequence, named after its label. A
 * look with the same name becomes part of the sequence's preset; every other look is a separate preset.
 */
export function builtInPresets(codebook: Codebook, looks: readonly BuiltInLook[]): BuiltInPreset[] {
  const digits = Math.max(2, String(codebook.motion.length).length);
  const motion = codebook.motion.map((code, i): BuiltInPreset => {
    const number = String(i + 1).padStart(digits, '0');
    return { name: `motion-${number}`, kind: 'motion', label: `Motion ${i + 1}`, codes: [code] };
  });
  const named = codebook.named.map(
    ({ name, label, index }): BuiltInPreset => ({
      name,
      kind: 'motion',
      label,
      codes: [codebook.motion[index]],
    }),
  );
  // `none` is what callers say for no appearance at all.
  const taken = new Set(['none', ...[...named, ...motion].map(({ name }) => name)]);
  const appearance = codebook.appearance.map(({ label, codes }): BuiltInPreset => {
    const name = unusedName(toKebabCase(label) || 'appearance', taken);
    taken.add(name);
    return { name, kind: 'appearance', label, codes };
  });
  const learned = appearance.map((preset) => {
    const look = looks.find(({ name }) => name === preset.name)?.look;
    return look ? { ...preset, look } : preset;
  });
  const alone = looks
    .filter(({ name }) => !taken.has(name))
    .map(({ name, label, look }): BuiltInPreset => ({ name, kind: 'appearance', label, codes: [], look }));
  return [...named, ...motion, ...learned, ...alone];
}

function toKebabCase(label: string): string {
  return label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function unusedName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) {
    const name = `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}
