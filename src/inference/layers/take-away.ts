/**
 * Removes from a matte what stands.
 * @param matte 0 … 255; modified in place
 * @param standing how surely each pixel stands, 0 … 255
 */
export function takeAway(matte: Uint8Array, standing: Uint8Array): void {
  for (let i = 0; i < matte.length; i++) {
    if (standing[i] > 0) matte[i] = Math.round((matte[i] * (255 - standing[i])) / 255);
  }
}
