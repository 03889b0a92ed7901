/**
 * The CPU renderer: rows of the photo moved, blended, coloured and packed in one pass, two rows at a time through
 * buffers that stay in the first-level cache.
 */
import * as frame from "./frame.as";
import { blendStride, colourStride, displacementStride, fillColumns, fillShortFractions, interpolateBlend, interpolateColour, interpolateDisplacement } from "./grids.as";
import { colourRow } from "./colour.as";
import { packRgba, packYuv } from "./pack.as";
import { fillMaskTable, initialiseSampling, maskTableBytes, sampleRow } from "./sample.as";

export { heightenBackground, widenBackground } from "./enlarge.as";
export { setColourGrid, setFrame, setMotionGrid, setPhoto } from "./frame.as";

let upperLine: usize = 0;
let lowerLine: usize = 0;
let motionColumns: usize = 0;
let motionFractions: usize = 0;
let colourColumns: usize = 0;
let displacementRow: usize = 0;
let blendRow: usize = 0;
let colourRowMaps: usize = 0;
let maskTable: usize = 0;

/** Bytes of its own memory that a thread needs, each part rounded up to a cache line. */
export function scratchBytes(width: i32, motionWidth: i32, colourWidth: i32): i32 {
  return 2 * lineBytes(width) + 3 * tableBytes(width) + aligned((motionWidth + 2) * displacementStride)
    + aligned((motionWidth + 2) * blendStride) + aligned((colourWidth + 2) * colourStride) + aligned(maskTableBytes);
}

/** Lays out this thread's memory and fills its tables; call after setPhoto, setMotionGrid and setColourGrid. */
export function initialise(): void {
  upperLine = frame.scratch;
  lowerLine = upperLine + lineBytes(frame.width);
  motionColumns = lowerLine + lineBytes(frame.width);
  motionFractions = motionColumns + tableBytes(frame.width);
  colourColumns = motionFractions + tableBytes(frame.width);
  displacementRow = colourColumns + tableBytes(frame.width);
  blendRow = displacementRow + aligned((frame.motionWidth + 2) * displacementStride);
  colourRowMaps = blendRow + aligned((frame.motionWidth + 2) * blendStride);
  maskTable = colourRowMaps + aligned((frame.colourWidth + 2) * colourStride);
  fillColumns(motionColumns, frame.motionWidth);
  fillShortFractions(motionFractions, motionColumns);
  fillColumns(colourColumns, frame.colourWidth);
  fillMaskTable(maskTable);
  initialiseSampling();
}

/** Renders rows from…to − 1, both even, as RGBA8. */
export function renderRgba(from: i32, to: i32): void {
  for (let y = from; y < to; y++) {
    renderRow(upperLine, y);
    packRgba(upperLine, y);
  }
}

/** Renders rows from…to − 1, both even, as planar YUV 4:2:0. */
export function renderYuv(from: i32, to: i32): void {
  for (let y = from; y < to; y += 2) {
    renderRow(upperLine, y);
    renderRow(lowerLine, y + 1);
    packYuv(upperLine, lowerLine, y);
  }
}

function renderRow(line: usize, y: i32): void {
  interpolateDisplacement(displacementRow, y);
  if (frame.hasBlend) interpolateBlend(blendRow, y);
  sampleRow(line, y, motionColumns, motionFractions, displacementRow, blendRow, maskTable);
  if (frame.hasColour) {
    interpolateColour(colourRowMaps, y);
    colourRow(line, colourColumns, colourRowMaps);
  }
}

// Two pixels behind the end: rows are packed eight pixels at a time.
// @ts-ignore: decorator
@inline
function lineBytes(width: i32): i32 {
  return aligned((width + 8) * 8);
}

// @ts-ignore: decorator
@inline
function tableBytes(width: i32): i32 {
  return aligned((width + 2) * 8);
}

// @ts-ignore: decorator
@inline
function aligned(bytes: i32): i32 {
  return bytes + 63 & ~63;
}
