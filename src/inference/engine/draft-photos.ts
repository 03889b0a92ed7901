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

/** A photo as drafts take it, and what the networks have said of it. */
export interface DraftSubject {
  photos: Photos;
  predictions: Predictions;
  memory: Memory;
  found: FoundByFlow;
}

/** The photos that drafts were last made of, so that one more draft of them costs neither decoding nor networks. */
export class DraftPhotos {
  readonly #bundle: Bundle;
  /** By digest and size; the one that was used last stands last. */
  readonly #subjects = new Map<string, DraftSubject>();
  /** By digest: what is known of photos, those among them that no draft was made of yet. */
  readonly #known = new Map<string, KnownPhoto>();

  constructor(bundle: Bundle) {
    this.#bundle = bundle;
  }

  /** @throws UserError of the photo */
  async open({ path, sha256 }: DraftPhoto, widthPixels?: number): Promise<DraftSubject> {
    const name = `${sha256} ${widthPixels}`;
    const subject = this.#subjects.get(name) ?? (await this.#load(path, sha256, widthPixels));
    keep(this.#subjects, name, subject);
    return subject;
  }

  /** Takes what is known of a photo. */
  learn(sha256: string, known: KnownPhoto): void {
    keep(this.#known, sha256, known);
  }

  /** The networks see the photo as they do for a video: only what is drawn is small. */
  async #load(path: string, sha256: string, widthPixels?: number): Promise<DraftSubject> {
    const { predictions, found } = this.#known.get(sha256) ?? (await seePhoto(this.#bundle, path)).known;
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
