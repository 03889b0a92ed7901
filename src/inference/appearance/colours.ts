import type { ColourTransferForm, FrameColour } from '../renderer/renderer.ts';

/** The colours of a video over time, from any source: maps that the renderer applies to the photo (algorithm §5). */
export interface Colours {
  /** How gain and bias are applied. */
  readonly form: ColourTransferForm;
  /** Points along each side of the maps. */
  readonly side: number;
  /** The maps of a frame. */
  colourAt(frame: number): FrameColour;
}
