import sharp from 'sharp';
import type { SceneData, SceneRegion } from '../inference/scene-data.ts';
import { decodePhoto } from '../photo/decode.ts';

/** Tint of each region: R, G, B. */
const tints: Record<SceneRegion['region'], [number, number, number] | undefined> = {
  SKY: [64, 150, 255],
  WATER: [0, 200, 150],
  MIST: [200, 120, 255],
  LAND: undefined,
};
const tintShare = 0.4;

/**
 * Writes a PNG of a photo with everything detected in it: tinted regions, their directions of motion, the horizon and
 * lights.
 */
export async function writeScenePicture(photoPath: string, scene: SceneData, path: string): Promise<void> {
  const [{ mask }] = scene.regions;
  const { width, height } = mask;
  const { rgba } = await decodePhoto(photoPath, { width, height });
  const pixels = rgba.slice();
  for (const { region, mask } of scene.regions) {
    const tint = tints[region];
    if (!tint) continue;
    for (let i = 0; i < mask.pixels.length; i++) {
      const share = (tintShare * mask.pixels[i]) / 255;
      for (let channel = 0; channel < 3; channel++)
        pixels[4 * i + channel] += share * (tint[channel] - pixels[4 * i + channel]);
    }
  }
  await sharp(pixels, { raw: { width, height, channels: 4 } })
    .composite([{ input: Buffer.from(drawLines(scene, width, height)) }])
    .png()
    .toFile(path);
}

function drawLines({ regions, horizon, lights }: SceneData, width: number, height: number): string {
  const arrows = regions.flatMap((region) => {
    if (region.degrees === null) return [];
    const { x, y } = middleOf(region);
    const angle = (region.degrees * Math.PI) / 180;
    const [reachX, reachY] = [0.06 * width * Math.cos(angle), -0.06 * width * Math.sin(angle)];
    const head = [0.8, -0.8].map((turn) => {
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const backX = x + reachX - 0.3 * (cos * reachX - sin * reachY);
      return `M${backX},${y + reachY - 0.3 * (sin * reachX + cos * reachY)} L${x + reachX},${y + reachY}`;
    });
    return [`<path d="M${x - reachX},${y - reachY} L${x + reachX},${y + reachY} ${head.join(' ')}"/>`];
  });
  const level =
    horizon === null ? '' : `<path stroke-dasharray="8 6" d="M0,${horizon * (height - 1)} H${width}"/>`;
  const discs = lights.map(
    ({ at, radius }) =>
      `<circle cx="${at.x * (width - 1)}" cy="${at.y * (height - 1)}" r="${radius * (width - 1)}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round">${level}${arrows.join('')}${discs.join('')}</svg>`;
}

/** The point around which most of a region lies. */
function middleOf({ mask: { width, pixels } }: SceneRegion): { x: number; y: number } {
  let [sumX, sumY, total] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    sumX += pixels[i] * (i % width);
    sumY += pixels[i] * Math.floor(i / width);
    total += pixels[i];
  }
  return { x: sumX / total, y: sumY / total };
}
