import { fresh } from '../../../lifecycle/src/index.ts';
import { animationUid, fromStored, type StrapiRow, toStored } from './content-type.ts';
import type { Strapi } from './strapi.ts';

/** The rows in Strapi's database. */
export class Rows {
  readonly #strapi: Strapi;

  constructor(strapi: Strapi) {
    this.#strapi = strapi;
  }

  async due(now: number): Promise<StrapiRow[]> {
    const rows = await this.#query.findMany({
      where: { dueAt: { $lte: String(now) } },
      orderBy: { dueAt: 'asc' },
      limit: 20,
    });
    return rows.map(fromStored);
  }

  async claim({ id, dueAt }: StrapiRow, until: number): Promise<boolean> {
    const where = { id, dueAt: String(dueAt) };
    return (await this.#query.updateMany({ where, data: { dueAt: String(until) } })).count === 1;
  }

  async write(id: number, changes: Partial<StrapiRow>): Promise<void> {
    await this.#query.updateMany({ where: { id }, data: toStored(changes) });
  }

  async remove({ id, dueAt }: StrapiRow): Promise<void> {
    await this.#query.deleteMany({ where: { id, dueAt: String(dueAt) } });
  }

  async read(id: number): Promise<StrapiRow | null> {
    const row = await this.#query.findOne({ where: { id } });
    return row && fromStored(row);
  }

  async find(uid: string, entry: string, language: string): Promise<StrapiRow | null> {
    const row = await this.#query.findOne({ where: { target: targetOf(uid, entry, language) } });
    return row && fromStored(row);
  }

  /** Rows of a photo in the media library, or of all locales of an entry. */
  async findAll(where: { photo: number } | { uid: string; entry: string }): Promise<StrapiRow[]> {
    return (await this.#query.findMany({ where })).map(fromStored);
  }

  /** Makes the next step due now. */
  async wake(id: number): Promise<void> {
    await this.write(id, { dueAt: Date.now() });
  }

  /** Like {@link wake}, for an entry that may have no row yet. */
  async wakeEntry(uid: string, entry: string, language: string): Promise<void> {
    const row = await this.find(uid, entry, language);
    if (row) return this.wake(row.id);
    const target = targetOf(uid, entry, language);
    const data = toStored({ ...fresh, uid, entry, language, dueAt: Date.now() });
    await this.#query.create({ data: { ...data, target } });
  }

  get #query() {
    return this.#strapi.db.query(animationUid);
  }
}

function targetOf(uid: string, entry: string, language: string): string {
  return [uid, entry, language].join('/');
}
