import FFT from 'fft.js';

/**
 * Correlation of a picture with itself for every displacement, wrapped around at the borders; 1 without displacement.
 * It is the Fourier transform of the power spectrum (Wiener–Khinchin theorem).
 *
 * @param values side² points with mean 0
 * @param side a power of two
 * @returns side² correlations; that at (x, y) is for a displacement of x points across and y down, where x or y beyond
 *   half the side stands for x − side or y − side
 */
export function autocorrelation(values: Float32Array, side: number): Float32Array {
  const spectrum = new Float64Array(2 * side * side);
  for (let i = 0; i < values.length; i++) spectrum[2 * i] = values[i];
  transform(spectrum, side);
  for (let i = 0; i < spectrum.length; i += 2) {
    spectrum[i] = spectrum[i] ** 2 + spectrum[i + 1] ** 2;
    spectrum[i + 1] = 0;
  }
  // The power spectrum is symmetric, so the forward transform is also the inverse, except for the scale.
  transform(spectrum, side);
  const whole = spectrum[0] || 1;
  return Float32Array.from(values, (_, i) => spectrum[2 * i] / whole);
}

/** Two-dimensional Fourier transform in place: rows first, then columns. */
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
