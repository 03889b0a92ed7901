import type { Bundle } from '../../../src/inference/bundle/bundle.ts';
import { networkSize, sceneSize } from '../../../src/inference/bundle/schema.ts';
import type { LatentCode } from '../../../src/inference/latent-code.ts';
import { uniform } from '../../../src/inference/random.ts';
import { closeSize, type SceneViews } from '../../../src/inference/scene.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { code } from '../test-bundle.ts';

export const size = { width: 320, height: 180 };
/** Shares of the height at which the sky ends and the water begins; land lies between, and below the water. */
export const [skyEnds, waterBegins, waterEnds] = [0.4, 0.6, 0.85];

/** A picture of soft blots, different everywhere, so that every motion can be seen. */
export function texturedPhoto({ width, height } = size, seed = 3): Photo {
  const random = uniform(seed);
  const blots = Array.from({ length: 500 }, () => ({
    x: random() * width,
    y: random() * height,
    radius: 2 + 5 * random(),
    colour: [random(), random(), random()].map((value) => 160 * value - 80),
  }));
  const values = new Float32Array(width * height * 4).fill(128);
  for (const { x, y, radius, colour } of blots) {
    for (let row = Math.max(0, Math.floor(y - 3 * radius)); row < Math.min(height, y + 3 * radius); row++) {
      for (
        let column = Math.max(0, Math.floor(x - 3 * radius));
        column < Math.min(width, x + 3 * radius);
        column++
      ) {
        const cover = Math.exp(-((column - x) ** 2 + (row - y) ** 2) / radius ** 2);
        for (const [channel, value] of colour.entries())
          values[4 * (row * width + column) + channel] += cover * value;
      }
    }
  }
  for (let i = 3; i < values.length; i += 4) values[i] = 255;
  return { width, height, rgba: Uint8Array.from(values, (value) => Math.max(0, Math.min(255, value))) };
}

/** Shares of sky, land and water in bands across the picture, in a view of the photo. */
function bands({ corners }: SceneViews, view: Float32Array): Float32Array {
  const corner = corners.find(({ image }) => image === view);
  const { top, side } = corner ? { ...corner, side: closeSize } : { top: 0, side: sceneSize };
  const points = sceneSize ** 2;
  const shares = new Float32Array(4 * points);
  for (let point = 0; point < points; point++) {
    const height = (top + Math.floor(point / sceneSize) + 0.5) / side;
    const region = height < skyEnds ? 1 : height >= waterBegins && height < waterEnds ? 2 : 0;
    shares[region * points + point] = 1;
  }
  return shares;
}

/** Networks that see those bands, and a flow everywhere that is the first two numbers of a code. */
export function bandedBundle(views: SceneViews): { bundle: Bundle; asked: LatentCode[] } {
  const asked: LatentCode[] = [];
  const bundle: Pick<Bundle, 'codebook' | 'predictFlow' | 'predictScene'> = {
    codebook: { motion: [code(0), code(1)], named: [], appearance: [] },
    async predictFlow(_image, motionCode) {
      asked.push(motionCode);
      return Float32Array.from({ length: 2 * networkSize ** 2 }, (_, i) => motionCode[i % 2]);
    },
    predictScene: async (view) => bands(views, view),
  };
  return { bundle: bundle as Bundle, asked };
}
