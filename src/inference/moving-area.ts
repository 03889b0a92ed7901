import { networkSize } from './bundle-schema.ts';
export function movingArea(flow: Float32Array): Float32Array {
  const out = new Float32Array(flow.length / 2);
  for (let i = 0; i < out.length; i++) {
    const px = Math.hypot(flow[2 * i], flow[2 * i + 1]) * 127.5;
    out[i] = Math.max(0, Math.min(1, (px - 0.1) / 0.1));
  }
  return out;
}
export function outputMask(moving: Float32Array, width: number, height: number): Uint8Array {
  const side = networkSize;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const gy = (y * (side - 1)) / (height - 1),
      y0 = Math.min(gy | 0, side - 2),
      fy = gy - y0;
    for (let x = 0; x < width; x++) {
      const gx = (x * (side - 1)) / (width - 1),
        x0 = Math.min(gx | 0, side - 2),
        fx = gx - x0,
        i = y0 * side + x0;
      out[y * width + x] =
        255 *
          ((moving[i] * (1 - fx) + moving[i + 1] * fx) * (1 - fy) +
            (moving[i + side] * (1 - fx) + moving[i + side + 1] * fx) * fy) +
        0.5;
    }
  }
  return out;
}
