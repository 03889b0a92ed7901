/**
 * Structural similarity of two luma planes, 1 if they are equal: the mean over windows of 8 × 8 pixels, four apart,
 * with the usual constants (Wang et al., 2004).
 */
export function ssim(a: Uint8Array, b: Uint8Array, width: number, height: number): number {
  let [sum, windows] = [0, 0];
  for (let top = 0; top + side <= height; top += step) {
    for (let left = 0; left + side <= width; left += step) {
      sum += ssimOfWindow(a, b, top * width + left, width);
      windows++;
    }
  }
  return sum / windows;
}

const side = 8;
const step = 4;
const count = side * side;
const steady = { mean: (0.01 * 255 * count) ** 2, spread: (0.03 * 255) ** 2 * count * (count - 1) };

function ssimOfWindow(a: Uint8Array, b: Uint8Array, start: number, stride: number): number {
  let [sumA, sumB, squares, products] = [0, 0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let at = start + row * stride; at < start + row * stride + side; at++) {
      sumA += a[at];
      sumB += b[at];
      squares += a[at] * a[at] + b[at] * b[at];
      products += a[at] * b[at];
    }
  }
  const variances = count * squares - sumA * sumA - sumB * sumB;
  const covariance = count * products - sumA * sumB;
  const means = (2 * sumA * sumB + steady.mean) / (sumA * sumA + sumB * sumB + steady.mean);
  return (means * (2 * covariance + steady.spread)) / (variances + steady.spread);
}
