import { type FormatName, formats } from '../video/formats.ts';

/** A file to be made of an animation. */
export interface OutputSpec {
  format: FormatName;
}

/** A file to be made, and its name in the folder that takes it. */
export interface RequestedOutput extends OutputSpec {
  fileName: string;
}

/** A file that was made. */
export interface FinishedOutput {
  fileName: string;
  /** As asked for, unless the server's encoder makes another of its kind. */
  format: FormatName;
  crop: string;
  width: number;
  height: number;
  bytes: number;
  /** Of the bytes, in hexadecimal. */
  sha256: string;
  /** As in RFC 6381, such as `avc1.640028`; empty for pictures, and where it is not known. */
  codecs: string;
  /** How much larger it is than it was to be at most. */
  missedBudgetBytes?: number;
}

/** What is made where nobody says. */
export const usualOutputs: readonly OutputSpec[] = [{ format: 'mp4-h264' }, { format: 'jpeg' }];

/** The same files with names that tell their order. */
export function withFileNames(specs: readonly OutputSpec[]): RequestedOutput[] {
  return specs.map((spec, i) => ({ ...spec, fileName: `${i}.${formats[spec.format].extension}` }));
}
