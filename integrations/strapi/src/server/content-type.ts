import { fresh, never, type Row } from '../../../lifecycle/src/index.ts';

export const animationUid = 'plugin::driftscape.animation';

/** A row of Strapi's database: the animation of an entry's photo. */
export interface StrapiRow extends Row {
  /** The content type. */
  uid: string;
  /** `documentId` of the entry. */
  entry: string;
  /** Locale of the entry; empty if its content type is not localised. */
  language: string;
  /** Ids of files; null if there are none. */
  photo: number | null;
  video: number | null;
  poster: number | null;
}

/** The rows are internal to the plugin: Strapi's admin panel neither shows nor changes them. */
export const contentType = {
  kind: 'collectionType',
  collectionName: 'driftscape_animations',
  info: { singularName: 'animation', pluralName: 'animations', displayName: 'Living photo' },
  options: { draftAndPublish: false },
  pluginOptions: { 'content-manager': { visible: false }, 'content-type-builder': { visible: false } },
  attributes: {
    // Unique in the database itself, so that two concurrent saves make one row.
    target: { type: 'string', required: true, unique: true, column: { unique: true } },
    uid: { type: 'string', required: true },
    entry: { type: 'string', required: true },
    language: { type: 'string' },
    photo: { type: 'integer' },
    video: { type: 'integer' },
    poster: { type: 'integer' },
    key: { type: 'string' },
    state: { type: 'string', required: true },
    attempt: { type: 'integer', required: true },
    tries: { type: 'integer', required: true },
    problem: { type: 'text' },
    failure: { type: 'text' },
    animationId: { type: 'string' },
    dueAt: { type: 'biginteger', required: true },
  },
};

/** Converts a row for the database; Strapi reserves the name `status`. */
export function toStored({ status, dueAt, ...rest }: Partial<StrapiRow>): object {
  return { ...rest, ...(status && { state: status }), ...(dueAt !== undefined && { dueAt: String(dueAt) }) };
}

export function fromStored({ state, dueAt, language, ...rest }: Record<string, unknown>): StrapiRow {
  return {
    ...fresh,
    ...rest,
    status: state,
    dueAt: Number(dueAt ?? never),
    language: language ?? '',
  } as StrapiRow;
}
