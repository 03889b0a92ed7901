/** A mask whose aspect differs from the photo's by more than this share belongs to another photo. */
const aspectTolerance = 0.01;

/** Describes in words how a mask's aspect differs from that of a photo or video; undefined if it fits. */
export function aspectFault(
  { widthPixels, heightPixels }: { widthPixels: number; heightPixels: number },
  { width, height }: { width: number; height: number },
): string | undefined {
  // Video sizes are rounded to even numbers, so a side may also differ by a pixel.
  const spare = Math.abs((widthPixels * height) / heightPixels - width);
  if (spare <= Math.max(aspectTolerance * width, 1 + width / height)) return undefined;
  return (
    `Expected a mask of the photo's aspect, ${(width / height).toFixed(3)} (such as ${width} × ${height} pixels), but received ` +
    `${widthPixels} × ${heightPixels}; draw it on the photo itself`
  );
}
