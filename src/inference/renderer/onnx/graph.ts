import { artanhLimit, type ColourTransferForm } from '../renderer.ts';
import { bt709 } from '../yuv.ts';
import { OnnxGraph } from './model.ts';
import { addKeptPictures, addPictures } from './pictures.ts';

/** What a render graph contains: only the operations that the frame needs. */
export interface RenderGraphVariant {
  layers: LayerVariant[];
  colour: ColourTransferForm | 'none';
  /** Whether colours are anchored to a map other than the identity. */
  hasStart: boolean;
  format: 'rgb' | 'yuv';
  /** Pixels of the background per pixel of the photo, along one side. */
  backgroundScale: 1 | 2;
  /** Whether pictures come from `buildPictureGraph`, instead of as bytes with every frame. */
  hasKeptPictures: boolean;
}

export interface LayerVariant {
  copies: 1 | 2;
  hasBlend: boolean;
}

/** GridSample needs at least 16; the networks use 17. */
export const opset = 17;

/**
 * The contract of renderer.ts for one frame, as an ONNX model for any size of pictures and grids. It has no nodes on
 * shapes and no byte transpositions, because these would run on the CPU. Inputs, as far as the variant needs them (with
 * kept pictures, those of pictures.ts replace photo, backgrounds, masks and pictureScale); inputs of layers end with
 * the layer's number:
 *
 *     photo           uint8   1×3×H×W
 *     background0     uint8   1×3×H'×W'  (scale·(H − 1) + 1) × (scale·(W − 1) + 1): its last row and column are the photo's
 *     mask0           uint8   1×1×H×W
 *     motionScale     float   4        1, 1, H / grid height, W / grid width; the same for colourScale
 *     pictureScale    float   4        1, 1, H / 2, W / 2
 *     pixelStep       float   1×1×1×2  2 / (W − 1), 2 / (H − 1)
 *     displacementA0  float   1×h×w×2  and displacementB0
 *     weight0         float   1×h×w×1  of the second copy
 *     contrast0       float   1×h×w×1
 *     mean0           float   1×h×w×3  and shift0
 *     nowGain         float   1×h×w×3  and nowBias, startGain, startBias
 *     dither          uint8   1×1×H×W  `ditherAt` + 32
 *
 * Outputs: `rgb` uint8 1×3×H×W, or `luma` uint8 1×1×H×W and `chroma` uint8 1×2×(H/2)×(W/2).
 */
export function buildRenderGraph({
  layers,
  colour,
  hasStart,
  format,
  backgroundScale,
  hasKeptPictures,
}: RenderGraphVariant): Uint8Array {
  const graph = new OnnxGraph();
  const scalar = (value: number) => graph.constant([value], [1]);
  const toPlanes = (source: string) => graph.add('Transpose', [source], { perm: [0, 3, 1, 2] });
  const toPixels = (source: string) => graph.add('Transpose', [source], { perm: [0, 2, 3, 1] });
  const clamp = (source: string, low: number, high: number) =>
    graph.add('Clip', [source, graph.constant([low], []), graph.constant([high], [])]);
  const enlarge = (source: string, scales: string) =>
    graph.add('Resize', [source, '', scales], {
      mode: 'linear',
      coordinate_transformation_mode: 'align_corners',
    });
  const toBytes = (source: string) =>
    graph.add('Cast', [graph.add('Floor', [graph.add('Add', [source, scalar(0.5)])])], { to: 2 });

  const integers = (values: number[]) => graph.constant(values, [values.length], 'int64');
  const addNodes = hasKeptPictures ? addKeptPictures : addPictures;
  const { photo, here, layers: pictures } = addNodes(graph, layers.length, backgroundScale);
  const motionScale = layers.length > 0 ? graph.input('motionScale', 'float32', [4]) : '';
  const pixelStep = layers.length > 0 ? graph.input('pixelStep', 'float32', [1, 1, 1, 2]) : '';
  const gridInput = (name: string, size: number) =>
    graph.input(name, 'float32', [1, `${name}H`, `${name}W`, size]);

  const onMotionGrid = (name: string, size: number) => enlarge(toPlanes(gridInput(name, size)), motionScale);
  const moveCopy = (background: string, name: string) => {
    const displacement = graph.add('Mul', [gridInput(name, 2), pixelStep]);
    const anywhere = graph.add('Add', [here, enlarge(toPlanes(displacement), motionScale)]);
    // Beyond that, positions are held at the border rather than mirrored once more (renderer.ts).
    const there = clamp(anywhere, -7, 5);
    return graph.add('GridSample', [background, toPixels(there)], {
      mode: 'bilinear',
      padding_mode: 'reflection',
      align_corners: 1,
    });
  };
  const drawLayer = (drawn: string, { copies, hasBlend }: LayerVariant, index: number) => {
    const { background, behind, mask } = pictures[index];
    let moved = moveCopy(background, `displacementA${index}`);
    if (copies === 2) {
      const step = graph.add('Sub', [moveCopy(background, `displacementB${index}`), moved]);
      moved = graph.add('Add', [moved, graph.add('Mul', [step, onMotionGrid(`weight${index}`, 1)])]);
    }
    if (hasBlend) {
      const contrast = onMotionGrid(`contrast${index}`, 1);
      const mean = onMotionGrid(`mean${index}`, 3);
      const kept = graph.add('Add', [mean, onMotionGrid(`shift${index}`, 3)]);
      moved = graph.add('Add', [kept, graph.add('Mul', [graph.add('Sub', [moved, mean]), contrast])]);
    }
    const change = graph.add('Sub', [clamp(moved, 0, 255), behind]);
    return clamp(graph.add('Add', [drawn, graph.add('Mul', [change, mask])]), 0, 255);
  };
  let picture = layers.reduce(drawLayer, photo);

  if (colour !== 'none') {
    const colourScale = graph.input('colourScale', 'float32', [4]);
    const value = graph.add('Sub', [graph.add('Mul', [picture, scalar(1 / 127.5)]), scalar(1)]);
    const held = clamp(value, -artanhLimit, artanhLimit);
    const argument = colour === 'tanh' ? value : artanh(graph, held);
    const transfer = (when: 'now' | 'start') => {
      const map = (kind: 'Gain' | 'Bias') => enlarge(toPlanes(gridInput(`${when}${kind}`, 3)), colourScale);
      return graph.add('Tanh', [graph.add('Add', [graph.add('Mul', [argument, map('Gain')]), map('Bias')])]);
    };
    const shift = graph.add('Mul', [
      graph.add('Sub', [transfer('now'), hasStart ? transfer('start') : held]),
      scalar(127.5),
    ]);
    // 0 where nothing changes, 1 for changes of at least a 64th of a level.
    const isChanged = clamp(graph.add('Mul', [graph.add('Abs', [shift]), scalar(64)]), 0, 1);
    const pattern = graph.add('Cast', [graph.input('dither', 'uint8', [1, 1, 'H', 'W'])], { to: 1 });
    const dither = graph.add('Mul', [graph.add('Sub', [pattern, scalar(32)]), scalar(1 / 64)]);
    const noise = graph.add('Mul', [dither, isChanged]);
    picture = clamp(graph.add('Add', [graph.add('Add', [picture, shift]), noise]), 0, 255);
  }

  if (format === 'rgb') {
    graph.output('rgb', toBytes(picture), 'uint8', [1, 3, 'H', 'W']);
  } else {
    // As sums over channels: for a Conv or a pool, WebGPU would transpose the output on the CPU.
    const component = (source: string, [red, green, blue, offset]: readonly number[]) => {
      const weighted = graph.add('Mul', [source, graph.constant([red, green, blue], [1, 3, 1, 1])]);
      return graph.add('Add', [graph.add('ReduceSum', [weighted, integers([1])]), scalar(offset)]);
    };
    const half = graph.constant([1, 1, 0.5, 0.5], [4]);
    const means = graph.add('Resize', [picture, '', half], { mode: 'linear' });
    const chroma = graph.add('Concat', [component(means, bt709.u), component(means, bt709.v)], { axis: 1 });
    graph.output('luma', toBytes(component(picture, bt709.y)), 'uint8', [1, 1, 'H', 'W']);
    graph.output('chroma', toBytes(chroma), 'uint8', [1, 2, 'h', 'w']);
  }
  return graph.encode(opset);
}

/** ½·(ln(1 + x) − ln(1 − x)): ONNX has Atanh, GPU providers do not. */
function artanh(graph: OnnxGraph, x: string): string {
  const one = graph.constant([1], [1]);
  const difference = graph.add('Sub', [
    graph.add('Log', [graph.add('Add', [one, x])]),
    graph.add('Log', [graph.add('Sub', [one, x])]),
  ]);
  return graph.add('Mul', [difference, graph.constant([0.5], [1])]);
}
