import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { toLab } from '../../src/inference/appearance/looks/lab.ts';
import { type PictureRegions, pictureRegions } from '../../src/inference/appearance/looks/picture-regions.ts';
import type { Bundle } from '../../src/inference/bundle/bundle.ts';
import type { RegionShares } from '../../src/inference/layers/regions.ts';
import { loadPhotos, type Photos } from '../../src/inference/photos.ts';
import { findRegions } from '../../src/inference/scene.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';

/** A photo for trying looks, with the output of the scene network. */
export interface Subject {
  name: string;
  photo: Photo;
  /** The photo at the sizes that networks expect. */
  photos: Photos;
  /** Planar RGB in [-1, 1], and Lab, on the grid of the shares. */
  rgb: Float32Array;
  lab: Float32Array;
  shares: RegionShares;
  regions: PictureRegions;
  /**
   * Manually drawn regions at the photo's size: 0 land, 1 sky, 2 water, others unknown; the network's if none were
   * drawn.
   */
  drawn: Uint8Array;
}

/** The photos of a folder, with the masks in its subfolder `masks`; a generated landscape if there is no folder. */
export async function* subjectsOf(
  bundle: Bundle,
  folder: string | undefined,
  widthPixels: number,
): AsyncGenerator<Subject> {
  if (folder === undefined) {
    const own = await mkdtemp(join(tmpdir(), 'looks-'));
    try {
      const path = join(own, 'landscape.png');
      await writeScenePhoto(path);
      yield await readSubject(bundle, path, widthPixels);
    } finally {
      await rm(own, { recursive: true });
    }
    return;
  }
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|avif|tiff?)$/i.test(name));
  for (const name of names.sort()) {
    const mask = join(folder, 'masks', `${basename(name, extname(name))}.png`);
    yield await readSubject(bundle, join(folder, name), widthPixels, existsSync(mask) ? mask : undefined);
  }
}

export async function readSubject(
  bundle: Bundle,
  path: string,
  widthPixels: number,
  mask?: string,
): Promise<Subject> {
  const photos = await loadPhotos(path, widthPixels);
  const { output: photo, forScene } = photos;
  const { predictScene } = bundle;
  if (!predictScene) throw new Error(`Expected a bundle with a scene network, but ${bundle.id} has none`);
  const views = await forScene();
  const shares = await findRegions((view) => predictScene(view), views);
  const rgb = views.whole;
  const regions = pictureRegions(rgb, shares);
  const drawn = mask ? await readMask(mask, photo) : seenRegions(regions, photo);
  return {
    name: basename(path, extname(path)),
    photo,
    photos,
    rgb,
    lab: toLab(rgb),
    shares,
    regions,
    drawn,
  };
}

async function readMask(path: string, { width, height }: Photo): Promise<Uint8Array> {
  return sharp(path)
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .extractChannel(0)
    .raw()
    .toBuffer();
}

function seenRegions({ side, sky, water }: PictureRegions, { width, height }: Photo): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const x = Math.floor(((i % width) * side) / width);
    const y = Math.floor((Math.floor(i / width) * side) / height);
    const at = y * side + x;
    return sky[at] > 0.5 ? 1 : water[at] > 0.5 ? 2 : 0;
  });
}
