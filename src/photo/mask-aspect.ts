/** Masks whose aspect differs from the photo's by more than this share are for another photo. */
const aspectTolerance = 0.01;

/** What is wrong with a mask of another aspect than that of a photo or video of a size, in words; undefined where it fits. */
export function aspectFault(
  { widthPixels, heightPixels }: { widthPixels: number; heightPixels: number },
  { width, height }: { width: number; height: number },
): string | undefined {
  // Sizes of a video are rounded to even numbers, so the sides may differ by a pixel, too.
  const spare = Math.abs((widthPixels * height) / heightPixels - width);
  if (spare <= Math.max(aspectTolerance * width, 1 + width / height)) return undefined;
  return (
    `Expected a mask of the photo's aspect, ${(width / height).toFixed(3)} (such as ${width} × ${height} pixels), but received ` +
    `${widthPixels} × ${heightPixels}; draw it on the photo itself`
  );
}
