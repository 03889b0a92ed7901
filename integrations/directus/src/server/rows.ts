import { fresh, type Row, wordsFor } from '../../../lifecycle/src/index.ts';
import type { Directus, Entry } from './directus.ts';
import { fields, files, table } from './fields.ts';

export interface DirectusRow extends Row {
  /** Id of the photo. */
  file: string;
}

/** The rows in Directus's database, and their state in words in the fields of the photos. */
export class Rows {
  protected readonly directus: Directus;

  constructor(directus: Directus) {
    this.directus = directus;
  }

  async due(now: number): Promise<DirectusRow[]> {
    return (await this.#rows.where('dueAt', '<=', now).orderBy('dueAt').limit(20)).map(fromStored);
  }

  async claim({ id, dueAt }: DirectusRow, until: number): Promise<boolean> {
    return (await this.#rows.where({ id, dueAt }).update({ dueAt: until })) === 1;
  }

  async write(id: number, { id: _, ...changes }: Partial<DirectusRow>): Promise<void> {
    if (Object.keys(changes).length) await this.#rows.where({ id }).update(changes);
    const row = await this.#rows.where({ id }).first();
    if (row) await this.changeFile(row.file, { [fields.words]: wordsFor(row) });
  }

  async remove({ id, dueAt, file }: DirectusRow): Promise<void> {
    if (await this.#rows.where({ id, dueAt }).delete()) await this.changeFile(file, { [fields.words]: null });
  }

  async find(file: string): Promise<DirectusRow | null> {
    const row = await this.#rows.where({ file }).first();
    return row ? fromStored(row) : null;
  }

  /** Makes the next step due now. */
  async wake(id: number): Promise<void> {
    await this.#rows.where({ id }).update({ dueAt: Date.now() });
  }

  /** Makes the first step of a photo due now; the photo may already have a row. */
  async add(file: string): Promise<void> {
    await this.#rows
      .insert({ ...fresh, file, dueAt: Date.now() })
      .onConflict('file')
      .ignore();
  }

  /** Adds rows for selected photos whose event was lost. */
  async addMissing(): Promise<void> {
    const ticked = await this.directus
      .database(files)
      .where({ [fields.wanted]: true })
      .whereNotExists(this.#rows.select('id').whereRaw('?? = ??', [`${table}.file`, `${files}.id`]))
      .limit(100)
      .select('id');
    for (const { id } of ticked) await this.add(id);
  }

  /** Selects a photo to be animated. */
  async want(file: string): Promise<void> {
    await this.changeFile(file, { [fields.wanted]: true });
  }

  async readFile(id: string): Promise<Entry | undefined> {
    return this.directus.database(files).where({ id }).first();
  }

  /** Changes those fields of a file that differ; does nothing if it was deleted. */
  protected async changeFile(id: string, changes: Record<string, unknown>): Promise<void> {
    const file = await this.readFile(id);
    const isSo = file && Object.entries(changes).every(([field, value]) => file[field] === value);
    if (!file || isSo) return;
    await (await this.files()).updateOne(id, changes, { emitEvents: false });
  }

  protected async files() {
    return new this.directus.services.FilesService(await this.options());
  }

  protected async options() {
    return { schema: await this.directus.getSchema(), knex: this.directus.database };
  }

  get #rows() {
    return this.directus.database(table);
  }
}

/** Some databases return large numbers as text. */
function fromStored({ dueAt, ...row }: Entry): DirectusRow {
  return { ...row, dueAt: Number(dueAt) };
}
