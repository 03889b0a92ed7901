import { type DataOf, operations } from '@driftscape/client';
import { signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { complain } from './notice.ts';

export type Motion = DataOf<typeof operations.motions>['latentPresets']['nodes'][number];
type Light = DataOf<typeof operations.looks>['latentPresets']['nodes'][number];
/** A light by the colours of its regions. */
export type Look = Light & { look: NonNullable<Light['look']> };

/** What the server has by name. */
export const motions = signal<readonly Motion[]>([]);
export const looks = signal<readonly Look[]>([]);
/** Largest photo file that it takes, in bytes. */
export const maxUploadBytes = signal<number | null>(null);

/** Asks what the server has. @returns whether it lets the page in */
export async function meetServer(): Promise<boolean> {
  try {
    const { serverInfo } = await answerOf(driftscape.request(operations.serverInfo, {}));
    maxUploadBytes.value = serverInfo.limits.maxUploadBytes;
  } catch (error) {
    complain(error);
    return false;
  }
  // Smaller pages of lights: looks have many numbers, and an operation may cost so much.
  const [allMotions, allLights] = [
    inPages((after) => driftscape.request(operations.motions, { first: 100, after })),
    inPages((after) => driftscape.request(operations.looks, { first: 50, after })),
  ];
  allMotions.then((all) => (motions.value = all), complain);
  allLights.then(
    (all) => (looks.value = all.filter((light): light is Look => light.look !== null)),
    complain,
  );
  return true;
}

interface Page<Node> {
  latentPresets: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** However many there are: people make their own. */
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
