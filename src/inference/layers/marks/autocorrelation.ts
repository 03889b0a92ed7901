import FFT from 'fft.js';

/**
 * How much a picture resembles itself shifted, wrapped around its borders, for every shift: 1 for none. It is the transform of the
 * power spectrum (Wiener–Khinchin theorem).
 *
 * @param values side² points of mean 0
 * @param side a power of two
 * @returns side² numbers; the one at (x, y) is for a shift of x points across and y down; beyond half the side they are negative
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
