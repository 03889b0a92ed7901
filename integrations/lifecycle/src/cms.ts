import type { Row } from './row.ts';

/** A finished file. */
export interface Made {
  bytes: Blob;
  /** Such as `lake-living.mp4`. */
  name: string;
  widthPixels: number;
  heightPixels: number;
}

/** A CMS's side of the lifecycle of animations. */
export interface Cms<Of extends Row> {
  /** Identifies this site among those that share a Driftscape server; the prefix of every key. */
  readonly site: string;
  /** Rows whose next step is due. */
  due(now: number): Promise<Of[]>;
  /** Writes `dueAt` if it is unchanged, in one operation of the database. @returns whether it was */
  claim(row: Of, until: number): Promise<boolean>;
  write(id: number, changes: Partial<Row>): Promise<void>;
  /**
   * Removes the row if `dueAt` is unchanged, in one operation of the database: then nobody has requested another step.
   */
  remove(row: Of): Promise<void>;
  /** The picture to animate; null if it was deleted or unpublished, or is no longer to be animated. */
  photo(row: Of): Promise<File | null>;
  /** Stores finished files with the photo, replacing earlier ones. Safe to repeat. */
  attach(row: Of, video: Made, poster: Made | null): Promise<void>;
  /** Shows the files of {@link attach} wherever the photo is shown now, such as in a version published later. */
  showAgain(row: Of): Promise<void>;
  /** Removes the files of {@link attach}; does nothing if there are none. */
  detach(row: Of): Promise<void>;
}
