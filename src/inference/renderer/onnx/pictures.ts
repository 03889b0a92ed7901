import { OnnxGraph } from './model.ts';

/** What frames need of a layer's pictures; the same for every frame. */
const keptOfLayer = {
  background: [1, 3, 'backgroundH', 'backgroundW'],
  /** The background at each pixel of the photo; the background itself if it has the photo's size. */
  behind: [1, 3, 'H', 'W'],
  /** 0 … 1. */
  mask: [1, 1, 'H', 'W'],
} as const;
/** The same for the photo. */
const keptOfPhoto = {
  photo: [1, 3, 'H', 'W'],
  /** The identity grid, −1 … 1 at the centres of the border pixels. */
  here: [1, 2, 'H', 'W'],
} as const;

type LayerNodes = Record<keyof typeof keptOfLayer, string>;
export interface PictureNodes extends Record<keyof typeof keptOfPhoto, string> {
  layers: LayerNodes[];
}

/**
 * Computes them in the frame's own graph from the inputs `photo`, `background0`, `mask0` … (uint8) and `pictureScale`.
 */
export function addPictures(graph: OnnxGraph, layers: number, backgroundScale: 1 | 2): PictureNodes {
  const planes = (name: string, dims: readonly (number | string)[]) =>
    graph.add('Cast', [graph.input(name, 'uint8', dims)], { to: 1 });
  const integers = (values: number[]) => graph.constant(values, [values.length], 'int64');
  const everyPixel = [
    [0, 0],
    [2 ** 31, 2 ** 31],
    [2, 3],
    [backgroundScale, backgroundScale],
  ];
  const addLayer = (index: number): LayerNodes => {
    const background = planes(`background${index}`, keptOfLayer.background);
    return {
      background,
      behind:
        backgroundScale === 1 ? background : graph.add('Slice', [background, ...everyPixel.map(integers)]),
      mask: graph.add('Mul', [planes(`mask${index}`, keptOfLayer.mask), graph.constant([1 / 255], [1])]),
    };
  };
  // Interpolated from its four corners.
  const corners = graph.constant([-1, 1, -1, 1, -1, -1, 1, 1], [1, 2, 2, 2]);
  const scale = graph.input('pictureScale', 'float32', [4]);
  return {
    photo: planes('photo', keptOfPhoto.photo),
    here: graph.add('Resize', [corners, '', scale], {
      mode: 'linear',
      coordinate_transformation_mode: 'align_corners',
    }),
    layers: Array.from({ length: layers }, (_, index) => addLayer(index)),
  };
}

/** Takes them as inputs, computed once by the graph of {@link buildPictureGraph}. */
export function addKeptPictures(graph: OnnxGraph, layers: number, backgroundScale: 1 | 2): PictureNodes {
  const ofPhoto = (name: keyof typeof keptOfPhoto) =>
    graph.input(keptName(name), 'float32', keptOfPhoto[name]);
  const ofLayer = (name: keyof typeof keptOfLayer, index: number) =>
    graph.input(keptName(`${name}${index}`), 'float32', keptOfLayer[name]);
  const addLayer = (index: number): LayerNodes => {
    const background = ofLayer('background', index);
    const behind = backgroundScale === 1 ? background : ofLayer('behind', index);
    return { background, behind, mask: ofLayer('mask', index) };
  };
  return {
    photo: ofPhoto('photo'),
    here: ofPhoto('here'),
    layers: Array.from({ length: layers }, (_, index) => addLayer(index)),
  };
}

/** A model that computes them once; its outputs stay on the device. */
export function buildPictureGraph(layers: number, backgroundScale: 1 | 2, opset: number): Uint8Array {
  const graph = new OnnxGraph();
  const nodes = addPictures(graph, layers, backgroundScale);
  for (const name of ['photo', 'here'] as const) {
    graph.output(keptName(name), nodes[name], 'float32', keptOfPhoto[name]);
  }
  for (const [index, layer] of nodes.layers.entries()) {
    for (const name of ['background', 'behind', 'mask'] as const) {
      if (name === 'behind' && backgroundScale === 1) continue;
      graph.output(keptName(`${name}${index}`), layer[name], 'float32', keptOfLayer[name]);
    }
  }
  return graph.encode(opset);
}

/** A graph's outputs may not have the names of its inputs. */
function keptName(name: string): string {
  return `${name}Kept`;
}
