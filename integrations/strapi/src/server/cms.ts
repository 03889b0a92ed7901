import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cms, Made } from '../../../lifecycle/src/index.ts';
import type { StrapiRow } from './content-type.ts';
import type { Fields, Options } from './options.ts';
import { Rows } from './rows.ts';
import type { Entry, File as StoredFile, Strapi } from './strapi.ts';

const fileUid = 'plugin::upload.file';

/** Strapi's side of the lifecycle of animations. */
export class StrapiCms extends Rows implements Cms<StrapiRow> {
  readonly site: string;
  readonly #strapi: Strapi;
  readonly #contentTypes: Options['contentTypes'];

  constructor(strapi: Strapi, site: string, { contentTypes }: Options) {
    super(strapi);
    this.#strapi = strapi;
    this.site = site;
    this.#contentTypes = contentTypes;
  }

  /** The photo that visitors see: the published one, if the content type has drafts. */
  async photo(row: StrapiRow): Promise<File | null> {
    const fields = this.#contentTypes[row.uid];
    if (!fields) return null;
    const entry = await this.#find(row, fields, this.#hasDrafts(row.uid));
    const photo: StoredFile | null = entry?.[fields.photo] ?? null;
    if (!photo || (fields.when && !entry[fields.when])) return null;
    if (photo.id !== row.photo) await this.write(row.id, { photo: photo.id });
    return new File([await this.#open(photo)], photo.name, { type: photo.mime });
  }

  async attach(row: StrapiRow, video: Made, poster: Made | null): Promise<void> {
    await this.#keep(row, 'video', video);
    if (poster) await this.#keep(row, 'poster', poster);
    await this.showAgain(row);
  }

  /** In every version of the entry with this photo, draft and published; none of them counts as modified. */
  async showAgain({ id: rowId }: StrapiRow): Promise<void> {
    const row = await this.read(rowId);
    if (!row) return;
    const fields = this.#contentTypes[row.uid];
    const made = {
      ...(row.video && { [fields.video]: row.video }),
      ...(row.poster && fields.poster && { [fields.poster]: row.poster }),
    };
    const where = { documentId: row.entry, ...(row.language && { locale: row.language }) };
    const query = this.#strapi.db.query(row.uid);
    const populate = [fields.photo, ...Object.keys(made)];
    for (const version of await query.findMany({ where, populate })) {
      const isShown = Object.entries(made).every(([attribute, file]) => version[attribute]?.id === file);
      if (isShown || version[fields.photo]?.id !== row.photo) continue;
      await query.update({ where: { id: version.id }, data: { ...made, updatedAt: version.updatedAt } });
    }
  }

  async detach({ id: rowId }: StrapiRow): Promise<void> {
    const row = await this.read(rowId);
    for (const kind of ['video', 'poster'] as const) {
      // Removing a file also removes it from every entry.
      const file = await this.#file(row?.[kind]);
      if (file) await this.#strapi.plugin('upload').service('upload').remove(file);
      if (row?.[kind]) await this.write(rowId, { [kind]: null });
    }
  }

  /** Stores a finished file, unless an earlier attempt has. */
  async #keep(row: StrapiRow, kind: 'video' | 'poster', made: Made): Promise<void> {
    if (!this.#contentTypes[row.uid][kind]) return;
    const stored = await this.read(row.id);
    if (await this.#file(stored?.[kind])) return;
    await this.write(row.id, { [kind]: (await this.#upload(made)).id });
  }

  #file(id: number | null | undefined): Promise<StoredFile | null> {
    return id ? this.#strapi.db.query(fileUid).findOne({ where: { id } }) : Promise.resolve(null);
  }

  async #upload({ bytes, name }: Made): Promise<StoredFile> {
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-'));
    try {
      const filepath = join(folder, name);
      await writeFile(filepath, bytes.stream());
      const mimetype = name.endsWith('.mp4') ? 'video/mp4' : 'image/jpeg';
      const files = { filepath, originalFilename: name, mimetype, size: bytes.size };
      const upload = this.#strapi.plugin('upload').service('upload');
      const [file] = await upload.upload({ data: { fileInfo: { name } }, files });
      return file;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  #find({ uid, entry, language }: StrapiRow, { photo }: Fields, isPublished: boolean): Promise<Entry | null> {
    return this.#strapi.db.query(uid).findOne({
      where: {
        documentId: entry,
        ...(language && { locale: language }),
        ...(isPublished && { publishedAt: { $notNull: true } }),
      },
      populate: [photo],
    });
  }

  #hasDrafts(uid: string): boolean {
    return Boolean(this.#strapi.contentTypes[uid]?.options?.draftAndPublish);
  }

  async #open(file: StoredFile): Promise<Blob> {
    if (file.provider === 'local') return openAsBlob(join(this.#strapi.dirs.static.public, file.url));
    const { url } = await this.#strapi.plugin('upload').service('file').signFileUrls(file);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`The photo's storage answered with status ${response.status}`);
    return response.blob();
  }
}
