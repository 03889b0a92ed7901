import { outputSize, resizePhoto } from '../../photo/decode.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { Memory } from '../memory.ts';
import type { FoundByFlow } from '../motion/motion.ts';
import { loadPhotos, type Photos } from '../photos.ts';
import { Predictions } from '../predictions.ts';
import { type KnownPhoto, seePhoto } from '../seen-photo.ts';
import type { DraftPhoto } from './draft-messages.ts';

/** Each takes some 20 MB. */
const mostPhotos = 6;

/** A photo at draft size, and the networks' predictions for it. */
export interface DraftSubject {
  photos: Photos;
  predictions: Predictions;
  memory: Memory;
  found: FoundByFlow;
}

/** Cache of the last photos of drafts, so that a further draft needs neither decoding nor networks. */
export class DraftPhotos {
  readonly #bundle: Bundle;
  /** By digest and size; the most recently used is last. */
  readonly #subjects = new Map<string, DraftSubject>();
  /** Predictions by digest, including photos without a draft so far. */
  readonly #known = new Map<string, KnownPhoto>();

  constructor(bundle: Bundle) {
    this.#bundle = bundle;
  }

  /** @throws UserError of the photo; the reason of `signal`, which stops between two networks */
  async open(
    { path, sha256 }: DraftPhoto,
    widthPixels?: number,
    signal?: AbortSignal,
  ): Promise<DraftSubject> {
    const name = `${sha256} ${widthPixels}`;
    const subject = this.#subjects.get(name) ?? (await this.#load(path, sha256, { widthPixels, signal }));
    keep(this.#subjects, name, subject);
    return subject;
  }

  /** Stores predictions for a photo. */
  learn(sha256: string, known: KnownPhoto): void {
    keep(this.#known, sha256, known);
  }

  /** The networks get the same input as for a video; only the rendering is small. */
  async #load(
    path: string,
    sha256: string,
    { widthPixels, signal }: { widthPixels?: number; signal?: AbortSignal },
  ): Promise<DraftSubject> {
    const { predictions, found } =
      this.#known.get(sha256) ?? (await seePhoto(this.#bundle, path, signal)).known;
    this.learn(sha256, { predictions, found });
    const photos = await loadPhotos(path);
    const { width, height } = photos.output;
    const size = outputSize({ width, height }, widthPixels);
    const output = await resizePhoto(photos.output, size.width, size.height);
    const small = { ...photos, output };
    return {
      photos: small,
      predictions: new Predictions(this.#bundle, small, predictions),
      memory: new Memory(),
      found,
    };
  }
}

function keep<Value>(values: Map<string, Value>, name: string, value: Value): void {
  values.delete(name);
  values.set(name, value);
  const [oldest] = values.keys();
  if (values.size > mostPhotos) values.delete(oldest);
}
