import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { isInputObjectType } from 'graphql';
import { expect, it, vi } from 'vitest';
import { runAnimate } from '../../src/cli/animate-command.ts';
import { parseSettings, standardIfAbsent } from '../../src/inference/settings.ts';
import { crfOfQuality } from '../../src/outputs/spec.ts';
import { schema } from '../../src/schema/schema.ts';

const root = new URL('../../', import.meta.url);
const standard = parseSettings({});

/** How the API and the command line call settings that they call otherwise. */
const apiNames: Record<string, string> = { seconds: 'durationSeconds' };
const options: Record<string, string> = { encoderPreset: 'preset' };

function descriptionOf(input: string, field: string): string {
  const type = schema.getType(input);
  if (!isInputObjectType(type)) throw new Error(`Expected ${input} to be an input`);
  return type.getFields()[field].description ?? '';
}

async function help(): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await runAnimate(['--help']).finally(() => vi.restoreAllMocks());
  return written.join('').replace(/\s+/g, ' ');
}

/** Defaults that can be written. */
const written = Object.entries<unknown>({ ...standardIfAbsent, ...standard }).flatMap(
  ([name, value]): [string, string | number | boolean][] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, value]]
      : [],
);
/** Switches, such as `--lossless`, are off unless given. */
const shown = written.filter(([, value]) => typeof value !== 'boolean');

it.each(written)('documents the default of %s in the API', (name, value) => {
  const shown = typeof value === 'string' ? value.toUpperCase() : `${value}`;
  const absent = name === 'appearance' ? 'no change' : undefined;
  const text = descriptionOf('AnimationSettingsInput', apiNames[name] ?? name);
  expect(text).toMatch(RegExp(`(Default:|otherwise) (position )?${absent ?? shown}\\b`));
});

it.each(shown)('documents the default of %s in the command line', async (name, value) => {
  expect(await help()).toMatch(RegExp(`--${options[name] ?? name} [^-]*\\(default: ${value}[ )]`));
});

it('documents the usual quality and effort of a video from the settings', () => {
  const [, quality] = descriptionOf('EncodingInput', 'quality').match(/Default: (\d+)/) ?? [];
  expect(crfOfQuality(Number(quality))).toBe(standard.crf);
});

it.each([
  ['widthPixels', 'widthPixels', 2],
  ['fps', 'fps', 0.5],
  ['durationSeconds', 'seconds', 0.1],
  ['speed', 'speed', 0.01],
  ['ripples', 'ripples', 0.1],
  ['seed', 'seed', 1],
] as const)('documents the range of %s in the API', (field, name, step) => {
  const text = descriptionOf('AnimationSettingsInput', field);
  const [, least, most] = (text.match(/(\d[\d.]*)(?: \([a-z]+\) )?…\s?(\d+(?:\.\d+)?)/) ?? []).map(Number);
  for (const taken of [least, most]) expect(parseSettings({ [name]: taken })).toHaveProperty(name, taken);
  for (const refused of [least - step, most + step])
    expect(() => parseSettings({ [name]: refused })).toThrow(name);
});

// Left out: a quality, checked above, and a strength that no schema fills in, since it is a factor.
it('takes numeric defaults from the settings, instead of repeating them', async () => {
  const byHand: string[] = [];
  for await (const path of glob(['src/schema/**/*.ts', 'src/cli/**/*.ts'], { cwd: root })) {
    const text = readFileSync(new URL(path, root), 'utf8');
    const [found] = text.match(/default: \d+/i) ?? [];
    if (found && !found.endsWith(' 62') && !path.endsWith('controls/inputs.ts'))
      byHand.push(`${path}: ${found}`);
  }
  expect(byHand).toEqual([]);
});
