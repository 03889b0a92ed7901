import { type DataOf, operations } from '@driftscape/client';
import { signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { reportError } from './notice.ts';

export type Motion = DataOf<typeof operations.motions>['latentPresets']['nodes'][number];
type Light = DataOf<typeof operations.looks>['latentPresets']['nodes'][number];
/** A light defined by the colours of its regions. */
export type Look = Light & { look: NonNullable<Light['look']> };

/** Presets of the server. */
export const motions = signal<readonly Motion[]>([]);
export const looks = signal<readonly Look[]>([]);
/** Largest photo file that the server accepts, in bytes. */
export const maxUploadBytes = signal<number | null>(null);

/** Loads presets and limits from the server. @returns whether the server accepts the page's API key */
export async function loadPresets(): Promise<boolean> {
  try {
    const { serverInfo } = await answerOf(driftscape.request(operations.serverInfo, {}));
    maxUploadBytes.value = serverInfo.limits.maxUploadBytes;
  } catch (error) {
    reportError(error);
    return false;
  }
  // Smaller pages for lights: looks have many numbers, and the cost of an operation is limited.
  const [allMotions, allLights] = [
    inPages((after) => driftscape.request(operations.motions, { first: 100, after })),
    inPages((after) => driftscape.request(operations.looks, { first: 50, after })),
  ];
  allMotions.then((all) => (motions.value = all), reportError);
  allLights.then(
    (all) => (looks.value = all.filter((light): light is Look => light.look !== null)),
    reportError,
  );
  return true;
}

interface Page<Node> {
  latentPresets: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** Reads all pages, because users can add any number of presets. */
async function inPages<Node>(ask: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const all: Node[] = [];
  let after: string | null = null;
  do {
    const { latentPresets }: Page<Node> = await ask(after);
    all.push(...latentPresets.nodes);
    after = latentPresets.pageInfo.hasNextPage ? latentPresets.pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}
