import { elementPath, urlOf } from '../file-url.ts';
import type { Animation, Output } from '../generated/prisma/client.ts';
import { isDarkLight } from '../inference/dark-light.ts';
import { type AnimationSettings, lightNameOf } from '../inference/settings.ts';
import type { Crop } from '../outputs/crops.ts';
import { elementScript } from '../outputs/element-script.ts';
import { inElement } from '../outputs/element-snippet.ts';
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
  // A page that switched to one that is still being made would show nothing.
  const ready = companions.filter(({ status }) => status === 'SUCCEEDED');
  const named = ready.map((companion) => ({ id: companion.id, ...lightOf(companion) }));
  const facts = { status, outputs, report: reportOf(row), ...lightOf(row), companions: named };
  return manifestOf(facts, addresses);
}

export interface SnippetChoices {
  alt: string;
  /** Default: the whole picture; in the element, all crops. */
  crop?: Crop;
  controls: boolean;
  hasInlineStyle: boolean;
  /** Whether `<driftscape-video>` shows it. */
  hasElement: boolean;
}

/** HTML that shows an animation; null until it has succeeded, and if no video of the crop can be played by browsers. */
export async function animationSnippet(
  row: Finished,
  { crop, hasElement, ...choices }: SnippetChoices,
  context: Pick<ApiContext, 'animations' | 'fileUrl' | 'manifestUrl' | 'baseUrl'>,
): Promise<string | null> {
  const averageColour = reportOf(row)?.placeholder?.averageColour;
  const look = { ...choices, averageColour, address: context.fileUrl };
  const snippet = snippetOf(row.outputs, { ...look, crop: crop ?? 'original' });
  if (!hasElement || snippet === null) return snippet;
  const outputs = crop ? row.outputs.filter((output) => output.crop === crop) : row.outputs;
  const manifest = await animationManifest({ ...row, outputs }, context);
  const { fileName } = await elementScript();
  return inElement(snippet, manifest, {
    ...choices,
    script: urlOf(context.baseUrl, `${elementPath}${fileName}`),
  });
}

function reportOf({ report }: Animation): ManifestFacts['report'] {
  return report as unknown as ManifestFacts['report'];
}

function lightOf(row: Pick<Animation, 'settings'>): Pick<ManifestFacts, 'light' | 'isDark'> {
  const settings = row.settings as unknown as AnimationSettings;
  return { light: lightNameOf(settings), isDark: isDarkLight(settings) };
}
