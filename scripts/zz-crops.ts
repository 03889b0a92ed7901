import sharp from 'sharp';
import { loadBundle } from '../src/inference/bundle/bundle.ts';
import { predictMotion } from '../src/inference/motion/motion.ts';
import { findCrops } from '../src/inference/output/crop-focus.ts';
import { findHorizon } from '../src/inference/motion/horizon.ts';
import { loadPhotos } from '../src/inference/photos.ts';
import { parseSettings } from '../src/inference/settings.ts';
import { windowAt, windowSize } from '../src/outputs/crops.ts';
import { openPhoto } from '../src/photo/open.ts';
const bundle = await loadBundle('models/default', { device: 'cpu' });
const tiles: Buffer[] = [];
const W = 420, H = 300;
for (const name of process.argv.slice(3)) {
  const path = `/work/shared/stills/${name}.jpg`;
  const photos = await loadPhotos(path, 640);
  const { layers } = await predictMotion(bundle, photos, parseSettings({}), {});
  const { output } = photos;
  const finder = findCrops(layers, output);
  console.log(name, 'horizon', findHorizon(layers));
  const colours = { '9:16': 'red', '1:1': 'yellow', '4:5': 'cyan', '16:9': 'lime' } as const;
  let svg = '';
  for (const [crop, colour] of Object.entries(colours)) {
    const size = windowSize(output, crop as never);
    const w = windowAt(output, size, finder.find({ width: size.width / output.width, height: size.height / output.height }));
    svg += `<rect x="${w.left + 2}" y="${w.top + 2}" width="${w.width - 4}" height="${w.height - 4}" fill="none" stroke="${colour}" stroke-width="4"/>`;
  }
  const drawn = await sharp(output.rgba, { raw: { width: output.width, height: output.height, channels: 4 } })
    .composite([{ input: Buffer.from(`<svg width="${output.width}" height="${output.height}">${svg}</svg>`) }]).png().toBuffer();
  tiles.push(await sharp(drawn).resize(W, H, { fit: 'contain' }).png().toBuffer());
}
const columns = 4;
await sharp({ create: { width: columns * W, height: Math.ceil(tiles.length / columns) * H, channels: 3, background: 'black' } })
  .composite(tiles.map((input, i) => ({ input, left: (i % columns) * W, top: Math.floor(i / columns) * H }))).jpeg().toFile(process.argv[2]);
await bundle.close();
