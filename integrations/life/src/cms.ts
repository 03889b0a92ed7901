import type { Row } from './row.ts';

/** A finished file. */
export interface Made {
  bytes: Blob;
  /** Such as `lake-living.mp4`. */
  name: string;
  widthPixels: number;
  heightPixels: number;
}

/** What a CMS does for the life of an animation. */
export interface Cms<Of extends Row> {
  /** Names this site among those that share a Driftscape server: the beginning of every key. */
  readonly site: string;
  /** Rows whose next step is due. */
  due(now: number): Promise<Of[]>;
  /** Writes `dueAt` if it is still what the row says, in one operation of the database. @returns whether it was */
  claim(row: Of, until: number): Promise<boolean>;
  write(id: number, changes: Partial<Row>): Promise<void>;
  /** Removes the row if `dueAt` is still what it says, in one operation of the database: nobody asked for another step meanwhile. */
  remove(row: Of): Promise<void>;
  /** The picture that is to move now; null where there is none any more: deleted, unpublished, or no longer wanted. */
  photo(row: Of): Promise<File | null>;
  /** Stores finished files with the photo, in the place of earlier ones. Done twice it leaves one of each. */
  attach(row: Of, video: Made, poster: Made | null): Promise<void>;
  /** Shows what {@link attach} stored wherever the photo is shown by now, such as in a version that was published since. */
  showAgain(row: Of): Promise<void>;
  /** Removes what {@link attach} stored; nothing where it stored nothing. */
  detach(row: Of): Promise<void>;
}
