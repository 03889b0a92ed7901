/** The part of Strapi that the plugin uses. */

// biome-ignore lint/suspicious/noExplicitAny: entries have the attributes of their content type.
export type Entry = any;

export interface File {
  id: number;
  name: string;
  mime: string;
  url: string;
  provider: string;
}

interface Query {
  findOne(query: object): Promise<Entry | null>;
  findMany(query: object): Promise<Entry[]>;
  create(query: object): Promise<Entry>;
  update(query: object): Promise<Entry | null>;
  updateMany(query: object): Promise<{ count: number }>;
  deleteMany(query: object): Promise<unknown>;
}

export interface DocumentContext {
  uid: string;
  action: string;
  params: { documentId?: string; locale?: string | string[] };
}

export interface Context {
  method: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  req: AsyncIterable<Buffer>;
  request: { headers: Record<string, string | string[] | undefined> };
  status: number;
  body: unknown;
}

export interface Strapi {
  config: { get<Value>(path: string, fallback?: Value): Value };
  contentTypes: Record<string, { options?: { draftAndPublish?: boolean } } | undefined>;
  db: {
    query(uid: string): Query;
    transaction<Result>(work: () => Promise<Result>): Promise<Result>;
    lifecycles: { subscribe(subscriber: object): void };
  };
  dirs: { static: { public: string } };
  documents: {
    use(middleware: (context: DocumentContext, next: () => Promise<Entry>) => Promise<Entry>): void;
  };
  log: { error(message: string): void };
  plugin(name: string): { service(name: string): Entry };
  server: { use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void };
  store(scope: object): {
    get(query: { key: string }): Promise<unknown>;
    set(query: { key: string; value: unknown }): Promise<void>;
  };
}
