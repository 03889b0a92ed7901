import type { Readable } from 'node:stream';

/** The part of Directus that the extension uses. */

// biome-ignore lint/suspicious/noExplicitAny: rows have the columns of their table.
export type Entry = any;

interface Query extends PromiseLike<Entry[]> {
  where(conditions: object): Query;
  where(column: string, operator: string, value: unknown): Query;
  whereIn(column: string, values: unknown[]): Query;
  whereNotExists(query: Query): Query;
  whereRaw(sql: string, bindings: unknown[]): Query;
  orderBy(column: string): Query;
  limit(count: number): Query;
  select(...columns: unknown[]): Query;
  first(...columns: string[]): PromiseLike<Entry | undefined>;
  insert(row: object): { onConflict(column: string): { ignore(): PromiseLike<unknown> } };
  update(changes: object): PromiseLike<number>;
  delete(): PromiseLike<number>;
}

/** A Knex instance. */
export type Database = ((table: string) => Query) & { schema: { hasTable(name: string): Promise<boolean> } };

export interface Schema {
  collections: Record<string, { fields: Record<string, unknown> }>;
  relations: { collection: string; field: string }[];
}

interface ServiceOptions {
  schema: Schema;
  knex: Database;
}

interface Service<Methods> {
  new (options: ServiceOptions): Methods;
}

export interface Directus {
  services: {
    AssetsService: Service<{ getAsset(id: string): Promise<{ stream: Readable }> }>;
    CollectionsService: Service<{ createOne(collection: object): Promise<unknown> }>;
    FieldsService: Service<{ createField(collection: string, field: object): Promise<unknown> }>;
    FilesService: Service<{
      uploadOne(stream: Readable, data: object, id: string, options: { emitEvents: false }): Promise<string>;
      updateOne(id: string, changes: object, options: { emitEvents: false }): Promise<unknown>;
      deleteMany(ids: string[]): Promise<unknown>;
    }>;
    RelationsService: Service<{ createOne(relation: object): Promise<unknown> }>;
  };
  database: Database;
  env: Record<string, unknown>;
  getSchema(): Promise<Schema>;
  logger: { error(message: string): void };
}

export interface Hook {
  action(event: string, handler: (meta: Entry) => Promise<void>): void;
  schedule(cron: string, handler: () => Promise<void>): void;
}

interface Request {
  rawBody?: Buffer;
  headers: Record<string, string | string[] | undefined>;
}

interface Response {
  status(code: number): Response;
  json(body: object): void;
  end(): void;
}

export interface Router {
  post(path: string, handler: (request: Request, response: Response) => Promise<void>): void;
}
