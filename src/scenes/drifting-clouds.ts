import type { Photo } from '../photo/photo.ts';
import { randomNumbers } from './noise.ts';
import type { Scene, SceneOptions } from './scene.ts';

const waveCount = 32;
/** Standard deviation in grey levels: about one value in a thousand is clipped at 0 or 255. */
const contrast = 38;
/** Shortest wavelength in pixels: bilinear sampling is then accurate to about 2 grey levels. */
const shortestWavePixels = 16;

/** A plane wave: `amplitude · cos(kx·x + ky·y + phase)`, with a different phase in each channel. */
interface Wave {
  kx: number;
  ky: number;
  amplitude: number;
  phases: readonly [number, number, number];
}

export interface DriftOptions extends SceneOptions {
  /** Velocity of the content in pixels per frame: positive is right and down. */
  velocity: { x: number; y: number };
}

/**
 * A band-limited texture that drifts as a whole at a constant velocity. It can be sampled between frames without loss,
 * so a rendered displacement can be measured to a small fraction of a pixel.
 */
export function driftingClouds({ width, height, seed = 1, velocity }: DriftOptions): Scene {
  const waves = randomWaves(seed, width);
  const frameAt = (t: number): Photo =>
    renderWaves(waves, width, height, (wave) => -(wave.kx * velocity.x + wave.ky * velocity.y) * t);
  const flow = new Float32Array(width * height * 2);
  for (let at = 0; at < flow.length; at += 2) {
    flow[at] = -velocity.x;
    flow[at + 1] = -velocity.y;
  }
  return { photo: frameAt(0), flow, movingMask: new Uint8Array(width * height).fill(255), frameAt };
}

export interface TurnOptions extends SceneOptions {
  /** Radians per frame, clockwise on the screen. */
  angle: number;
}

/**
 * The same texture rotating about the centre of the picture: a steady flow that varies in space, so that flow composed
 * over many steps can be compared with the exact result.
 */
export function turningClouds({ width, height, seed = 1, angle }: TurnOptions): Scene {
  const waves = randomWaves(seed, width);
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  const frameAt = (t: number): Photo => {
    const [cos, sin] = [Math.cos(angle * t), Math.sin(angle * t)];
    // Rotating the picture rotates the waves; their phase at the centre is unchanged.
    const turned = waves.map((wave) => ({
      ...wave,
      kx: wave.kx * cos - wave.ky * sin,
      ky: wave.kx * sin + wave.ky * cos,
    }));
    return renderWaves(turned, width, height, (wave) => -(wave.kx * centreX + wave.ky * centreY));
  };
  const flow = new Float32Array(width * height * 2);
  const [cos, sin] = [Math.cos(-angle), Math.sin(-angle)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * width + x);
      const [dx, dy] = [x - centreX, y - centreY];
      flow[at] = dx * cos - dy * sin - dx;
      flow[at + 1] = dx * sin + dy * cos - dy;
    }
  }
  return { photo: frameAt(0), flow, movingMask: new Uint8Array(width * height).fill(255), frameAt };
}

function randomWaves(seed: number, width: number): Wave[] {
  const random = randomNumbers(seed);
  const longest = Math.max(2 * shortestWavePixels, width / 2);
  const waves = Array.from({ length: waveCount }, (_, index): Wave => {
    // Wavelengths are spaced evenly in octaves, with larger amplitudes for long ones: the look of soft clouds.
    const wavelength = shortestWavePixels * (longest / shortestWavePixels) ** (index / (waveCount - 1));
    const direction = 2 * Math.PI * random();
    const k = (2 * Math.PI) / wavelength;
    const shared = 2 * Math.PI * random();
    const phases = [shared, shared + random(), shared + 2 * random()] as const;
    return { kx: k * Math.cos(direction), ky: k * Math.sin(direction), amplitude: wavelength ** 0.5, phases };
  });
  const power = waves.reduce((sum, wave) => sum + wave.amplitude ** 2 / 2, 0);
  for (const wave of waves) wave.amplitude *= contrast / Math.sqrt(power);
  return waves;
}

/** Sums the waves. Each is separable into a row part and a column part, so a pixel costs two products per wave. */
function renderWaves(
  waves: readonly Wave[],
  width: number,
  height: number,
  phaseOf: (wave: Wave) => number,
): Photo {
  const sums = new Float64Array(width * height * 3);
  const cosX = new Float64Array(width);
  const sinX = new Float64Array(width);
  for (const wave of waves) {
    for (let x = 0; x < width; x++) {
      cosX[x] = wave.amplitude * Math.cos(wave.kx * x);
      sinX[x] = wave.amplitude * Math.sin(wave.kx * x);
    }
    for (let y = 0; y < height; y++) {
      const angle = wave.ky * y + phaseOf(wave);
      for (let channel = 0; channel < 3; channel++) {
        const cosY = Math.cos(angle + wave.phases[channel]);
        const sinY = Math.sin(angle + wave.phases[channel]);
        const row = 3 * y * width + channel;
        for (let x = 0; x < width; x++) sums[row + 3 * x] += cosX[x] * cosY - sinX[x] * sinY;
      }
    }
  }
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * pixel + channel] = Math.round(Math.min(255, Math.max(0, 128 + sums[3 * pixel + channel])));
    }
    rgba[4 * pixel + 3] = 255;
  }
  return { width, height, rgba };
}
