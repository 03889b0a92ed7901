import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Cms, Made } from '../../../lifecycle/src/index.ts';
import type { Directus } from './directus.ts';
import { fields, files } from './fields.ts';
import { type DirectusRow, Rows } from './rows.ts';

/** Directus's side of the lifecycle of animations. */
export class DirectusCms extends Rows implements Cms<DirectusRow> {
  readonly site: string;

  /** @param site identifies this Directus among those that share a Driftscape server */
  constructor(directus: Directus, site: string) {
    super(directus);
    this.site = site;
  }

  async photo({ file }: DirectusRow): Promise<File | null> {
    const photo = await this.readFile(file);
    if (!photo?.[fields.wanted]) return null;
    const { stream } = await new this.directus.services.AssetsService(await this.options()).getAsset(file);
    return new File([Uint8Array.from(await buffer(stream))], photo.filename_download, { type: photo.type });
  }

  async attach(row: DirectusRow, video: Made, poster: Made | null): Promise<void> {
    await this.#keep(row, 'video', video);
    if (poster) await this.#keep(row, 'poster', poster);
    await this.showAgain(row);
  }

  async showAgain(row: DirectusRow): Promise<void> {
    const [video, poster] = [madeId(row, 'video'), madeId(row, 'poster')];
    const there = await this.#existing([video, poster]);
    await this.changeFile(row.file, {
      [fields.video]: there.includes(video) ? video : null,
      [fields.poster]: there.includes(poster) ? poster : null,
    });
  }

  /** The database clears the fields that refer to the files. */
  async detach(row: DirectusRow): Promise<void> {
    if (!row.key) return;
    const there = await this.#existing([madeId(row, 'video'), madeId(row, 'poster')]);
    if (there.length) await (await this.files()).deleteMany(there);
  }

  /** Emits no events: flows that animate every new photo would otherwise animate every poster. */
  async #keep(row: DirectusRow, kind: Kind, { bytes, name, widthPixels, heightPixels }: Made): Promise<void> {
    const photo = await this.readFile(row.file);
    const data = {
      storage: photo?.storage,
      folder: photo?.folder ?? null,
      filename_download: name,
      title: photo?.title,
      type: kind === 'video' ? 'video/mp4' : 'image/jpeg',
      width: widthPixels,
      height: heightPixels,
    };
    const id = madeId(row, kind);
    const stream = Readable.from(Buffer.from(await bytes.arrayBuffer()));
    await (await this.files()).uploadOne(stream, { ...data, id }, id, { emitEvents: false });
  }

  async #existing(ids: string[]): Promise<string[]> {
    const there = await this.directus.database(files).whereIn('id', ids).select('id');
    return there.map(({ id }) => id);
  }
}

type Kind = 'video' | 'poster';

/** The same id for the same picture, so that a file stored twice exists once. @returns a UUID of RFC 9562, version 8 */
function madeId({ key }: DirectusRow, kind: Kind): string {
  const hex = createHash('sha256').update(`${key}/${kind}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
