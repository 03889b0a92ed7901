import sharp from 'sharp';
import { generateLandscape } from './landscape.ts';
import type { Scene, SceneOptions } from './scene.ts';

/**
 * Writes the generated landscape as a photo, in the format of the path's extension (jpg, png, webp …). The default is a
 * 1080p picture.
 */
export async function writeScenePhoto(path: string, options: Partial<SceneOptions> = {}): Promise<Scene> {
  const { width = 1920, height = 1080, seed } = options;
  const scene = generateLandscape({ width, height, seed });
  await sharp(scene.photo.rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4', force: false })
    .toFile(path);
  return scene;
}
