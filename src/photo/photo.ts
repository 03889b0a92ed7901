/** A decoded photo: upright, sRGB, 8 bits per channel, rows from the top, RGBA with alpha always 255. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes, RGBA. */
  readonly rgba: Uint8Array;
}
