import type { LatentCode } from '../inference/settings.ts';

export interface Presets {
  /**
   * What a caller chose as motion, in the form the animation settings take: a place 0…1 or a code as it is,
   * a preset's name as that preset's code.
   * @param path Where in the input the choice stands, for the error.
   * @throws UserError UNKNOWN_PRESET naming presets that exist.
   */
  resolveMotion(motion: number | string | number[], path?: readonly string[]): Promise<number | LatentCode>;
  /** As {@link resolveMotion}, for appearance: `none`, a place 0…1, a sequence of codes, or a preset's name. */
  resolveAppearance(
    appearance: number | string | number[][],
    path?: readonly string[],
  ): Promise<'none' | number | LatentCode[]>;
}
