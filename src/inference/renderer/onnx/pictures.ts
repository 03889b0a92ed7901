import { OnnxGraph } from './model.ts';

/**
 * What a frame takes of the pictures; it is the same for every frame:
 *
 *     photo       1×3×H×W
 *     background  1×3×H'×W'
 *     behind      1×3×H×W    the background under each pixel of the photo
 *     mask        1×1×H×W    0 … 1
 *     here        1×2×H×W    the identity grid, −1 … 1 at the border pixels' centres
 */
const kept = {
  photo: [1, 3, 'H', 'W'],
  background: [1, 3, 'backgroundH', 'backgroundW'],
  behind: [1, 3, 'H', 'W'],
  mask: [1, 1, 'H', 'W'],
  here: [1, 2, 'H', 'W'],
} as const;
type PictureName = keyof typeof kept;
export type PictureNodes = Record<PictureName, string>;

const pictureNames = Object.keys(kept) as PictureName[];

/** Makes them in the frame's own graph of the inputs `photo`, `background`, `mask` (uint8) and `pictureScale`. */
export function addPictures(graph: OnnxGraph, backgroundScale: 1 | 2): PictureNodes {
  const planes = (name: string, dims: readonly (number | string)[]) =>
    graph.add('Cast', [graph.input(name, 'uint8', dims)], { to: 1 });
  const integers = (values: number[]) => graph.constant(values, [values.length], 'int64');
  const everyPixel = [
    [0, 0],
    [2 ** 31, 2 ** 31],
    [2, 3],
    [backgroundScale, backgroundScale],
  ].map(integers);
  const background = planes('background', kept.background);
  // Enlarged from its four corners.
  const corners = graph.constant([-1, 1, -1, 1, -1, -1, 1, 1], [1, 2, 2, 2]);
  const scale = graph.input('pictureScale', 'float32', [4]);
  return {
    photo: planes('photo', kept.photo),
    background,
    behind: backgroundScale === 1 ? background : graph.add('Slice', [background, ...everyPixel]),
    mask: graph.add('Mul', [planes('mask', kept.mask), graph.constant([1 / 255], [1])]),
    here: graph.add('Resize', [corners, '', scale], {
      mode: 'linear',
      coordinate_transformation_mode: 'align_corners',
    }),
  };
}

/** Takes them as inputs, made once by the graph of {@link buildPictureGraph}. */
export function addKeptPictures(graph: OnnxGraph, backgroundScale: 1 | 2): PictureNodes {
  const input = (name: PictureName) => graph.input(keptName(name), 'float32', kept[name]);
  const background = input('background');
  return {
    photo: input('photo'),
    background,
    behind: backgroundScale === 1 ? background : input('behind'),
    mask: input('mask'),
    here: input('here'),
  };
}

/** A model that makes them, to be kept where the frames are made. */
export function buildPictureGraph(backgroundScale: 1 | 2, opset: number): Uint8Array {
  const graph = new OnnxGraph();
  const nodes = addPictures(graph, backgroundScale);
  for (const name of pictureNames) {
    if (name === 'behind' && backgroundScale === 1) continue;
    graph.output(keptName(name), nodes[name], 'float32', kept[name]);
  }
  return graph.encode(opset);
}

/** A graph's outputs may not have the names of its inputs. */
function keptName(name: PictureName): string {
  return `${name}Kept`;
}
