/**
 * The CPU renderer: rows of the photo are moved, blended, coloured and packed in one pass, two rows at a time, in
 * buffers that fit into the first-level cache.
 */
import * as frame from "./frame.as";
import { blendStride, colourStride, displacementStride, fillColumns, fillShortFractions, interpolateBlend, interpolateColour, interpolateDisplacement, interpolateShift, interpolateWeight, shiftStride, weightStride } from "./grids.as";
import { colourRow, ditherBytes } from "./colour.as";
import { packRgba, packYuv } from "./pack.as";
import { copyPhotoRow, fillMaskTable, initialiseSampling, isOnRow, maskTableBytes, sampleRow, Tables, tablesBytes } from "./sample.as";

export { heightenBackground, widenBackground } from "./enlarge.as";
export { setColourGrid, setColourMap, setColourWeight, setFrame, setLayer, setLayerFrame, setMotionGrid, setPhoto } from "./frame.as";

let upperLine: usize = 0;
let lowerLine: usize = 0;
let colourColumns: usize = 0;
let colourRowMaps: usize = 0;
let dither: usize = 0;
let tables: Tables = changetype<Tables>(0);

/** Bytes of scratch memory per thread, each part rounded up to a cache line. */
export function scratchBytes(width: i32, motionWidth: i32, colourWidth: i32): i32 {
  return frame.layersBytes + tablesBytes + 2 * lineBytes(width) + 3 * tableBytes(width) + aligned((motionWidth + 2) * displacementStride)
    + aligned((motionWidth + 2) * weightStride) + aligned((motionWidth + 2) * blendStride) + aligned((motionWidth + 2) * shiftStride) + aligned((colourWidth + 2) * colourStride) + aligned(maskTableBytes) + ditherBytes;
}

/**
 * Lays out the thread's memory and fills its tables. Call it after setPhoto, setMotionGrid, setLayer and setColourGrid.
 */
export function initialise(): void {
  tables = changetype<Tables>(frame.scratch + frame.layersBytes);
  upperLine = frame.scratch + frame.layersBytes + tablesBytes;
  lowerLine = upperLine + lineBytes(frame.width);
  tables.columns = lowerLine + lineBytes(frame.width);
  tables.fractions = tables.columns + tableBytes(frame.width);
  colourColumns = tables.fractions + tableBytes(frame.width);
  tables.displacements = colourColumns + tableBytes(frame.width);
  tables.weights = tables.displacements + aligned((frame.motionWidth + 2) * displacementStride);
  tables.blends = tables.weights + aligned((frame.motionWidth + 2) * weightStride);
  tables.shifts = tables.blends + aligned((frame.motionWidth + 2) * blendStride);
  colourRowMaps = tables.shifts + aligned((frame.motionWidth + 2) * shiftStride);
  tables.masks = colourRowMaps + aligned((frame.colourWidth + 2) * colourStride);
  dither = tables.masks + aligned(maskTableBytes);
  fillColumns(tables.columns, frame.motionWidth);
  fillShortFractions(tables.fractions, tables.columns);
  fillColumns(colourColumns, frame.colourWidth);
  fillMaskTable(tables.masks);
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
    if (frame.keepsStill && isStillRow(y) && isStillRow(y + 1)) continue;
    renderRow(upperLine, y);
    renderRow(lowerLine, y + 1);
    packYuv(upperLine, lowerLine, y);
  }
}

/** Whether no layer has any pixel in a row. */
function isStillRow(y: i32): bool {
  for (let i = 0; i < frame.layerCount; i++) if (isOnRow(frame.layerAt(i), y)) return false;
  return true;
}

function renderRow(line: usize, y: i32): void {
  let isFirst = true;
  for (let i = 0; i < frame.layerCount; i++) {
    const layer = frame.layerAt(i);
    if (!isOnRow(layer, y)) continue;
    interpolateDisplacement(tables.displacements, layer, y);
    if (layer.hasB) interpolateWeight(tables.weights, layer, y);
    if (layer.hasBlend) {
      interpolateBlend(tables.blends, layer, y);
      interpolateShift(tables.shifts, layer, y);
    }
    sampleRow(layer, isFirst, line, y, tables);
    isFirst = false;
  }
  if (isFirst) copyPhotoRow(line, y);
  if (frame.hasColour) {
    interpolateColour(colourRowMaps, y);
    colourRow(line, y, colourColumns, colourRowMaps, dither);
  }
}

// Two pixels past the end: rows are packed eight pixels at a time.
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
