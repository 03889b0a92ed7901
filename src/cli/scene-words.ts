import type { SceneData } from '../inference/scene-data.ts';

/** A scene as one line of JSON, without pictures. */
export function tellScene(
  output: string,
  { widthPixels, heightPixels, horizon, regions, lights }: SceneData,
): string {
  const flat = regions.map(({ mask, ...region }) => region);
  return JSON.stringify({ output, scene: { widthPixels, heightPixels, horizon, regions: flat, lights } });
}

/** A scene as text for people. */
export function describeRegions(output: string, { regions }: SceneData): string {
  const lines = regions.map(({ region, areaShare, degrees, speedPercent }) => {
    const way =
      degrees === null || speedPercent === null
        ? 'stands'
        : `drifts ${speedPercent.toFixed(2)} % of the width a second at ${degrees.toFixed(0)}°`;
    return `  ${region}: ${(100 * areaShare).toFixed(0)} % of the picture, ${way}`;
  });
  return [`${output}:`, ...lines].join('\n');
}
