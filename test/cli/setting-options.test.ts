import { isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { makeCommand } from '../../src/cli/animate-command.ts';
import { readControls } from '../../src/cli/controls.ts';
import { settingsOf } from '../../src/cli/settings-of.ts';
import type { Bundle } from '../../src/inference/bundle/bundle.ts';
import type { SceneData } from '../../src/inference/scene-data.ts';
import { type AnimationSettings, animationSettingsSchema } from '../../src/inference/settings.ts';
import { schema } from '../../src/schema/schema.ts';

type Setting = keyof typeof animationSettingsSchema.shape;

/** Ways to set each setting in the command line, with different results. A setting without one does not compile. */
const uses: Record<Setting, string[]> = {
  widthPixels: ['--width 640'],
  fps: ['--fps 24'],
  seconds: ['--seconds 4'],
  motion: ['--motion 0.2'],
  appearance: [
    '--appearance 0.3',
    '--light sunset',
    '--light sunset --light-strength 0.5',
    '--light sunset --light-course round',
  ],
  speed: ['--speed 0.1'],
  ripples: ['--ripples 2'],
  drive: ['--drive recurrent'],
  loop: ['--loop crossfade'],
  seed: ['--seed 7'],
  crf: ['--crf 30'],
  lossless: ['--lossless'],
  encoderPreset: ['--preset slow'],
  speedPercent: ['--speed-percent 2'],
  regions: ['--arrow 0.5,0.5,0.1,0'],
  freeze: [`--freeze ${import.meta.filename}`],
  anchors: ['--anchor 0.5,0.5'],
  camera: ['--camera 1.2'],
  // Added to the settings of each file of a video, by the command itself.
  outputs: [],
};

/** Options that are no setting, or set several from a file; other tests have them. */
const others = [
  ...['--out', '--output', '--web', '--alt', '--no-inline-style', '--force', '--scene', '--json'],
  ...['--bundle', '--device', '--encoder'],
  ...['--motion-of', '--light-of', '--lights', '--regions'],
];

/** The settings of a command line. */
async function settingsFrom(use: string): Promise<AnimationSettings> {
  const codebook = { motion: [], named: [], appearance: [] };
  const sky = { region: 'SKY', mask: { width: 1, height: 1, pixels: Uint8Array.of(255) } };
  const describe = async () => ({ regions: [sky] }) as unknown as SceneData;
  const { promise, resolve } = Promise.withResolvers<AnimationSettings>();
  const command = makeCommand(async (_photo, options) => {
    const { settings } = await readControls(options, { codebook, describe });
    resolve(await settingsOf(options, { codebook } as unknown as Bundle, settings, () => {}));
  });
  const args = ['photo.jpg', '--out', 'video.mp4', ...use.split(' ').filter(Boolean)];
  await command.parseAsync(args, { from: 'user' });
  return promise;
}

const names = Object.keys(animationSettingsSchema.shape) as Setting[];

describe.each(names)('the setting %s', (name) => {
  const field = name === 'seconds' ? 'durationSeconds' : name;

  it('is an argument and a field of the API', () => {
    const input = schema.getType('AnimationSettingsInput');
    const output = schema.getType('AnimationSettings');
    expect(isInputObjectType(input) && input.getFields()).toHaveProperty(field);
    expect(isObjectType(output) && output.getFields()).toHaveProperty(field);
  });

  it('is set by its options in the command line', async () => {
    const settings = await Promise.all(['', ...uses[name]].map(settingsFrom));
    const values = settings.map((one) => JSON.stringify(one[name]));
    expect(new Set(values).size).toBe(1 + uses[name].length);
  });
});

it('every option sets a setting, or is listed with those that do not', () => {
  const options = makeCommand(async () => {}).options.map(({ long }) => String(long));
  const setting = Object.values(uses).flatMap((all) => all.flatMap((use) => use.match(/--[\w-]+/g) ?? []));
  expect([...new Set([...setting, ...others])].toSorted()).toEqual(options.toSorted());
});
