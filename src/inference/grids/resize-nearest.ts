interface Size {
  width: number;
  height: number;
}

/** Resizes a grid by nearest neighbour, with points as cells. */
export function resizeNearest<Values extends Uint8Array | Float32Array>(
  values: Values,
  from: Size,
  to: Size,
): Values {
  if (from.width === to.width && from.height === to.height) return values;
  const columns = Int32Array.from({ length: to.width }, (_, x) =>
    Math.floor(((x + 0.5) * from.width) / to.width),
  );
  const points = to.width * to.height;
  const resized = (
    values instanceof Uint8Array ? new Uint8Array(points) : new Float32Array(points)
  ) as Values;
  for (let y = 0, i = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / to.height) * from.width;
    for (let x = 0; x < to.width; x++, i++) resized[i] = values[row + columns[x]];
  }
  return resized;
}
