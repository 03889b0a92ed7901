import type { LatentPresetKind } from '../generated/prisma/client.ts';
import type { ClipLight } from '../inference/clip/clip-light.ts';
import type { Clips, SentClip } from './clips.ts';

/** What a clip becomes in a preset. */
export interface ReadClip extends Partial<Pick<ClipLight, 'looks'>> {
  codes: number[][];
  speed?: number;
}

interface PresetKind {
  /** In the API. */
  description: string;
  /** Largest number of codes of a preset; at least one, unless it has a look. */
  mostCodes: number;
  /** Whether the light of pictures can become a preset. */
  isLight: boolean;
  /** What a clip becomes. @throws UserError as `Clips` */
  ofClip(clips: Clips, clip: SentClip): Promise<ReadClip>;
}

/** What presets describe: everything that depends on their kind. */
export const presetKinds: Record<LatentPresetKind, PresetKind> = {
  MOTION: {
    description: 'One motion code.',
    mostCodes: 1,
    isLight: false,
    async ofClip(clips, clip) {
      const { code, speed } = await clips.motionOf(clip);
      return { codes: [code], speed };
    },
  },
  APPEARANCE: {
    description: 'A sequence of appearance codes, such as an evening, or a look, or both.',
    mostCodes: 256,
    isLight: true,
    ofClip: (clips, clip) => clips.lightOf(clip),
  },
};

/** How many codes presets of each kind have, such as `exactly one for motion, 1…256 for appearance`. */
export const codeCounts: string = Object.entries(presetKinds)
  .map(
    ([kind, { mostCodes }]) =>
      `${mostCodes === 1 ? 'exactly one' : `1…${mostCodes}`} for ${kind.toLowerCase()}`,
  )
  .join(', ');

/** The name of a kind in sentences, such as `motion`. */
export const wordFor = (kind: LatentPresetKind): string => kind.toLowerCase();
