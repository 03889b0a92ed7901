import FFT from 'fft.js';

/**
 * How alike a picture is to itself moved by any way, once around its borders: 1 for no way at all. By the theorem of Wiener and
 * Khinchin, the transform of the power spectrum.
 *
 * @param values side² points of mean 0
 * @param side a power of two
 * @returns side² numbers; the one at (x, y) is for a way of x points across and y down, those beyond half the side being negative
 */
export function autocorrelation(values: Float32Array, side: number): Float32Array {
  const spectrum = new Float64Array(2 * side * side);
  for (let i = 0; i < values.length; i++) spectrum[2 * i] = values[i];
  transform(spectrum, side);
  for (let i = 0; i < spectrum.length; i += 2) {
    spectrum[i] = spectrum[i] ** 2 + spectrum[i + 1] ** 2;
    spectrum[i + 1] = 0;
  }
  // The transform of a symmetric spectrum is its own inverse, but for the scale.
  transform(spectrum, side);
  const whole = spectrum[0] || 1;
  return Float32Array.from(values, (_, i) => spectrum[2 * i] / whole);
}

/** In place: rows, then columns. */
function transform(complex: Float64Array, side: number): void {
  const fft = new FFT(side);
  const out = new Float64Array(2 * side);
  for (let y = 0; y < side; y++) {
    const row = complex.subarray(2 * y * side, 2 * (y + 1) * side);
    fft.transform(out, row);
    row.set(out);
  }
  const column = new Float64Array(2 * side);
  for (let x = 0; x < side; x++) {
    for (let y = 0; y < side; y++) {
      column[2 * y] = complex[2 * (y * side + x)];
      column[2 * y + 1] = complex[2 * (y * side + x) + 1];
    }
    fft.transform(out, column);
    for (let y = 0; y < side; y++) {
      complex[2 * (y * side + x)] = out[2 * y];
      complex[2 * (y * side + x) + 1] = out[2 * y + 1];
    }
  }
}
