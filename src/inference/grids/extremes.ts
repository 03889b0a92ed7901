/** The least of a plane's values in a square of `radius` points to each side, cut at the border. */
export function leastAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const across = values.slice();
  for (let row = 0; row < values.length; row += width) {
    for (let shift = 1; shift <= Math.min(radius, width - 1); shift++) {
      lower(across, values, row, row + width - shift, shift);
      lower(across, values, row + shift, row + width, -shift);
    }
  }
  const least = across.slice();
  for (let rows = 1; rows <= Math.min(radius, height - 1); rows++) {
    lower(least, across, 0, values.length - rows * width, rows * width);
    lower(least, across, rows * width, values.length, -rows * width);
  }
  return least;
}

/** The largest of a plane's values in such a square. */
export function mostAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const most = leastAround(inverted(values), width, height, radius);
  return inverted(most);
}

function inverted(values: Uint8Array): Uint8Array {
  const inverse = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) inverse[i] = 255 - values[i];
  return inverse;
}

/** Lowers values from…to − 1 to those that lie `shift` on in `source`. */
function lower(target: Uint8Array, source: Uint8Array, from: number, to: number, shift: number): void {
  for (let i = from; i < to; i++) {
    const other = source[i + shift];
    if (other < target[i]) target[i] = other;
  }
}
