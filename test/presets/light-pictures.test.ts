import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import { builtInLights } from '../../src/presets/built-in-lights.ts';
import { lightPictures, lightPicturesFolder } from '../../src/presets/light-pictures.ts';

const { pictures, scenes, widthPixels, heightPixels } = lightPictures();

describe('the pictures of lights', () => {
  it('show every current look, on the same three photos (run `npm run light-pictures`)', () => {
    const looks = [{ preset: 'as-taken', look: null as string | null }].concat(
      builtInLooks.map(({ name, look }) => ({ preset: name, look: digestOf(look).slice(0, 12) })),
    );
    expect(scenes).toHaveLength(3);
    for (const { name } of scenes) {
      const shown = pictures.filter(({ scene }) => scene === name);
      expect(shown.map(({ preset, look }) => ({ preset, look }))).toEqual(looks);
    }
  });

  it('are small files that decode, named by their bytes, without any others', async () => {
    for (const { file } of pictures) {
      const bytes = await readFile(join(lightPicturesFolder, file));
      expect(bytes.byteLength).toBeLessThanOrEqual(12_000);
      expect(file).toContain(createHash('sha256').update(bytes).digest('hex').slice(0, 12));
      const { format, width, height } = await sharp(bytes).metadata();
      expect([format, width, height]).toEqual(['webp', widthPixels, heightPixels]);
    }
    const names = pictures.map(({ file }) => file);
    expect((await readdir(lightPicturesFolder)).toSorted()).toEqual([...names, 'index.json'].toSorted());
  });

  it('get darker from noon to blue hour to night', async () => {
    for (const { name } of scenes) {
      const brightness = async (preset: string) => {
        const { file } =
          pictures.find((picture) => picture.scene === name && picture.preset === preset) ?? {};
        const { channels } = await sharp(join(lightPicturesFolder, String(file))).stats();
        return channels.reduce((sum, { mean }) => sum + mean, 0);
      };
      expect(await brightness('noon')).toBeGreaterThan(1.5 * (await brightness('blue-hour')));
      expect(await brightness('blue-hour')).toBeGreaterThan(1.2 * (await brightness('moonlit-night')));
    }
  });
});

describe('the built-in lights', () => {
  it('have every look once, as a variant of the light that it is named after', () => {
    const names = builtInLights.flatMap(({ variants }) => variants.map(({ name }) => name));
    expect(names.toSorted()).toEqual(builtInLooks.map(({ name }) => name).toSorted());
    for (const { name, variants } of builtInLights) {
      expect(variants[0].name).toBe(name);
      for (const variant of variants.slice(1)) expect(variant.name.startsWith(`${name}-`)).toBe(true);
    }
    const sunset = builtInLights.find(({ name }) => name === 'sunset');
    expect(sunset?.variants.length).toBeGreaterThan(1);
  });

  it('each have a description of their own', () => {
    for (const { label, description } of builtInLights)
      expect(description.length).toBeGreaterThan(label.length + 10);
  });
});
