import type { Animation, Output } from '../generated/prisma/client.ts';
import { isDarkLight } from '../inference/dark-light.ts';
import { type AnimationSettings, lightNameOf } from '../inference/settings.ts';
import type { Crop } from '../outputs/crops.ts';
import { type Addresses, type Manifest, type ManifestFacts, manifestOf } from '../outputs/manifest.ts';
import { snippetOf } from '../outputs/snippet.ts';
import type { ApiContext } from './context.ts';

type Finished = Animation & { outputs: Output[] };

/** Everything a page needs to show an animation and its companions. */
export async function animationManifest(
  row: Finished,
  { animations, fileUrl, manifestUrl }: Pick<ApiContext, 'animations' | 'fileUrl' | 'manifestUrl'>,
): Promise<Manifest> {
  const companions = await animations.companionsOf(row);
  return manifestOfRows(row, companions, { file: fileUrl, manifest: manifestUrl });
}

/** The manifest of an animation. @param companions those whose manifests the recipient may also fetch */
export function manifestOfRows(
  row: Finished,
  companions: readonly Animation[],
  addresses: Addresses,
): Manifest {
  const { status, outputs } = row;
  const named = companions.map((companion) => ({ id: companion.id, ...lightOf(companion) }));
  const facts = { status, outputs, report: reportOf(row), ...lightOf(row), companions: named };
  return manifestOf(facts, addresses);
}

/** HTML that shows an animation; null until it has succeeded, and if no video of the crop can be played by browsers. */
export function animationSnippet(
  row: Finished,
  { alt, crop, controls }: { alt: string; crop: Crop; controls: boolean },
  { fileUrl }: Pick<ApiContext, 'fileUrl'>,
): string | null {
  const averageColour = reportOf(row)?.placeholder?.averageColour;
  return snippetOf(row.outputs, { alt, crop, controls, averageColour, address: fileUrl });
}

function reportOf({ report }: Animation): ManifestFacts['report'] {
  return report as unknown as ManifestFacts['report'];
}

function lightOf(row: Pick<Animation, 'settings'>): Pick<ManifestFacts, 'light' | 'isDark'> {
  const settings = row.settings as unknown as AnimationSettings;
  return { light: lightNameOf(settings), isDark: isDarkLight(settings) };
}
