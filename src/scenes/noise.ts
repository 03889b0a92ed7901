/** A seeded generator of numbers in [0, 1): a counter passed through an integer hash. */
export function randomNumbers(seed: number): () => number {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    return (mixBits(counter) >>> 0) / 4294967296;
  };
}

/** Integer hash with full avalanche (two multiply–xorshift rounds). */
function mixBits(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return bits ^ (bits >>> 15);
}

const gradientCount = 64;
const gradientX = new Float64Array(gradientCount);
const gradientY = new Float64Array(gradientCount);
for (let index = 0; index < gradientCount; index++) {
  gradientX[index] = Math.cos((2 * Math.PI * index) / gradientCount);
  gradientY[index] = Math.sin((2 * Math.PI * index) / gradientCount);
}

function gradientDot(column: number, row: number, seed: number, dx: number, dy: number): number {
  const hash = mixBits(Math.imul(column, 0x27d4eb2f) ^ Math.imul(row, 0x165667b1) ^ seed);
  const index = hash & (gradientCount - 1);
  return gradientX[index] * dx + gradientY[index] * dy;
}

/** Perlin's gradient noise, smooth to the second derivative, about −1 … 1 with mean 0 and features one unit wide. */
export function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const dx = x - column;
  const dy = y - row;
  const u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
  const v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
  const top =
    gradientDot(column, row, seed, dx, dy) * (1 - u) + gradientDot(column + 1, row, seed, dx - 1, dy) * u;
  const bottom =
    gradientDot(column, row + 1, seed, dx, dy - 1) * (1 - u) +
    gradientDot(column + 1, row + 1, seed, dx - 1, dy - 1) * u;
  return 1.4 * (top * (1 - v) + bottom * v);
}

/**
 * Fractal noise: `octaves` layers of {@link noise}, each twice as fine and half as strong. With a fractional count the
 * last one is weaker, so that detail finer than a pixel can be faded out without a visible step.
 */
export function fractal(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let scale = 1;
  for (let rest = octaves, layer = 0; rest > 0; rest--, layer++) {
    sum += Math.min(1, rest) * amplitude * noise(x * scale, y * scale, seed + layer * 7919);
    amplitude *= 0.5;
    scale *= 2.03;
  }
  return sum;
}

/** Ridged fractal noise, 0 … about 1: sharp crests, as mountains have. */
export function ridged(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let scale = 1;
  let previous = 1;
  for (let layer = 0; layer < octaves; layer++) {
    const crest = 1 - Math.abs(noise(x * scale, y * scale, seed + layer * 7919));
    const sharp = crest * crest;
    sum += sharp * amplitude * previous;
    previous = sharp;
    amplitude *= 0.5;
    scale *= 2.11;
  }
  return sum;
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
