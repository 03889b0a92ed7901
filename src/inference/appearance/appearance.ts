import { UserError } from '../../errors.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { LatentCode } from '../latent-code.ts';
import type { Photos } from '../photos.ts';
import type { ColourTransferMap, FrameColour } from '../renderer/renderer.ts';
import { type AnimationSettings, countFrames } from '../settings.ts';
import { type LatentPath, layPath } from './latent-path.ts';

/** The colours of a video over time: maps at the key codes of a path, blended in between. */
export class ColourTimeline {
  readonly #path: LatentPath;
  readonly #keyMaps: readonly ColourTransferMap[];
  readonly #start: ColourTransferMap;
  /** Of two frames in turn: one is rendered while the other is planned. */
  readonly #now: [ColourTransferMap, ColourTransferMap];
  #calls = 0;

  constructor(path: LatentPath, keyMaps: readonly ColourTransferMap[]) {
    this.#path = path;
    this.#keyMaps = keyMaps;
    const length = keyMaps[0].gain.length;
    const emptyMap = () => ({ gain: new Float32Array(length), bias: new Float32Array(length) });
    this.#start = emptyMap();
    this.#now = [emptyMap(), emptyMap()];
    this.#blendInto(this.#start, path.positionAt(0));
  }

  /** The maps of a frame, valid until the call after the next. */
  colourAt(frame: number): FrameColour {
    const now = this.#now[this.#calls++ % 2];
    this.#blendInto(now, this.#path.positionAt(frame));
    return { now, start: this.#start };
  }

  /** Catmull-Rom spline through the key maps: passes each of them without a change of pace. */
  #blendInto(target: ColourTransferMap, position: number): void {
    const last = this.#keyMaps.length - 1;
    const before = Math.max(0, Math.min(Math.floor(position), last - 1));
    const share = position - before;
    const [w0, w1, w2, w3] = catmullRom(share);
    const key = (index: number) => this.#keyMaps[Math.max(0, Math.min(index, last))];
    const neighbours = [key(before - 1), key(before), key(before + 1), key(before + 2)] as const;
    for (const channel of ['gain', 'bias'] as const) {
      const [k0, k1, k2, k3] = neighbours.map((map) => map[channel]);
      const out = target[channel];
      for (let i = 0; i < out.length; i++) out[i] = w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i];
    }
  }
}

/**
 * Predicts the colours of a video (algorithm §5); undefined where the photo's colours stay.
 * @throws UserError INVALID_SETTINGS for an appearance that the bundle cannot give
 */
export async function predictColours(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
): Promise<ColourTimeline | undefined> {
  if (settings.appearance === 'none') return undefined;
  const sequence = chooseSequence(bundle, settings.appearance);
  const photoCode = await bundle.encodeAppearance?.(photos.forEncoders);
  const path = layPath(sequence, {
    frames: countFrames(settings),
    isLoop: settings.loop !== 'none',
    photoCode,
  });
  if (path === null) {
    throw invalidAppearance(
      `at least two codes, since ${bundle.id} has no appearance encoder and cannot tell where the photo starts`,
      'one',
    );
  }
  const keyMaps: ColourTransferMap[] = [];
  for (const code of path.keyCodes) {
    keyMaps.push(await bundle.predictColourTransfer(photos.forPredictors, code));
  }
  return new ColourTimeline(path, keyMaps);
}

/** A place 0…1 picks the nearest of the codebook's sequences. */
function chooseSequence({ id, codebook }: Bundle, appearance: number | LatentCode[]): LatentCode[] {
  if (typeof appearance !== 'number') return appearance;
  const sequences = codebook.appearance;
  if (sequences.length === 0) {
    throw invalidAppearance(`\`none\` or codes, since ${id} has no appearance sequences`, String(appearance));
  }
  return sequences[Math.round(appearance * (sequences.length - 1))].codes;
}

function catmullRom(t: number): [number, number, number, number] {
  const t2 = t * t;
  const t3 = t2 * t;
  return [(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2, (t3 - t2) / 2];
}

function invalidAppearance(expected: string, received: string): UserError {
  const message = `Expected ${expected}, but received ${received}; choose another appearance`;
  return new UserError('INVALID_SETTINGS', message, { path: ['appearance'] });
}
