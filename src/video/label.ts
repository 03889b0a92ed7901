/** Digits of 3 × 5 dots, one row per string; drawn here so that no font has to be installed. */
const glyphs: Record<string, readonly string[]> = {
  '0': ['###', '# #', '# #', '# #', '###'],
  '1': [' # ', '## ', ' # ', ' # ', '###'],
  '2': ['###', '  #', '###', '#  ', '###'],
  '3': ['###', '  #', '###', '  #', '###'],
  '4': ['# #', '# #', '###', '  #', '  #'],
  '5': ['###', '#  ', '###', '  #', '###'],
  '6': ['###', '#  ', '###', '# #', '###'],
  '7': ['###', '  #', '  #', '  #', '  #'],
  '8': ['###', '# #', '###', '# #', '###'],
  '9': ['###', '# #', '###', '  #', '###'],
  '.': ['   ', '   ', '   ', '   ', ' # '],
};

/** Draws a number in white on a dark box into RGBA pixels, with its upper left corner at (left, top). */
export function drawLabel(
  rgba: Uint8Array,
  width: number,
  digits: string,
  left: number,
  top: number,
  dotPixels: number,
): void {
  const [columns, rows] = [digits.length * 4 + 1, 7];
  for (let y = 0; y < rows * dotPixels; y++) {
    for (let x = 0; x < columns * dotPixels; x++) {
      const column = Math.floor(x / dotPixels) - 1;
      const row = Math.floor(y / dotPixels) - 1;
      const glyph = glyphs[digits[Math.floor(column / 4)]];
      const isDot = column >= 0 && glyph?.[row]?.[column % 4] === '#';
      const value = isDot ? 255 : 24;
      rgba.set([value, value, value, 255], 4 * ((top + y) * width + left + x));
    }
  }
}
