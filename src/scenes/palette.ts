/** A colour in sRGB, 0…1 per channel. */
export type Rgb = [number, number, number];

function rgb(hex: number): Rgb {
  return [(hex >> 16) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255];
}

/** Colours of an evening in late summer. */
export const palette = {
  zenith: rgb(0x28477f),
  middleSky: rgb(0x7ea3c8),
  horizon: rgb(0xf3cfa6),
  glow: rgb(0xffc98a),
  sun: rgb(0xfff3d2),
  veil: rgb(0xd9dde8),
  cloudLight: rgb(0xf4ecea),
  cloudGold: rgb(0xffdca8),
  cloudShade: rgb(0x7886a4),
  cloudRose: rgb(0xb88a8e),
  haze: rgb(0xd9bfae),
  snow: rgb(0xf6e7dc),
  snowShade: rgb(0x8f9dc0),
  rockLight: rgb(0x9a8580),
  rockShade: rgb(0x515a78),
  forestLight: rgb(0x6b6f4c),
  forestShade: rgb(0x1f2f3c),
  water: rgb(0x18324a),
  silhouette: rgb(0x10151a),
} satisfies Record<string, Rgb>;

/** Mixes `from` with a `share` (0…1) of `to` into `out`, which may be either of them. */
export function blend(from: Rgb, to: Rgb, share: number, out: Rgb): void {
  const rest = 1 - share;
  out[0] = from[0] * rest + to[0] * share;
  out[1] = from[1] * rest + to[1] * share;
  out[2] = from[2] * rest + to[2] * share;
}
