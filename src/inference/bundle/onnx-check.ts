/** Field numbers of ONNX messages on the way to the checked fields (https://onnx.ai/onnx/repo-docs/IR.html). */
const fields = {
  model: { graph: 7, functions: 25 },
  graph: { node: 1, initializer: 5, sparseInitializer: 15 },
  node: { attribute: 5 },
  attribute: { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 },
  sparseTensor: { values: 1, indices: 2 },
  tensor: { externalData: 13 },
};

const loop = 'a network without loops, branches and functions expected, so that every run ends';
const external = 'weights inside the file expected, which its checksum covers, but they are in another';

/**
 * Why a network must not be loaded: it may run for ever, because ONNX Runtime evaluates loops even while loading, or it
 * has weights that no checksum covers. Null if it is acceptable, or not an ONNX model at all, for which ONNX Runtime
 * has a better error.
 */
export function faultOfNetwork(model: Uint8Array): string | null {
  try {
    for (const [field, value] of messages(model)) {
      if (field === fields.model.functions) return loop;
      const fault = field === fields.model.graph && faultOfGraph(value);
      if (fault) return fault;
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function faultOfGraph(graph: Uint8Array): string | null {
  for (const [field, value] of messages(graph)) {
    const isTensor = field === fields.graph.initializer && hasExternalData(value);
    const isSparse = field === fields.graph.sparseInitializer && hasExternalParts(value);
    if (isTensor || isSparse) return external;
    const fault = field === fields.graph.node && faultOfNode(value);
    if (fault) return fault;
  }
  return null;
}

function faultOfNode(node: Uint8Array): string | null {
  for (const [field, attribute] of messages(node)) {
    if (field !== fields.node.attribute) continue;
    for (const [kind, value] of messages(attribute)) {
      const { tensor, tensors, graph, graphs, sparseTensor, sparseTensors } = fields.attribute;
      if (kind === graph || kind === graphs) return loop;
      if ((kind === tensor || kind === tensors) && hasExternalData(value)) return external;
      if ((kind === sparseTensor || kind === sparseTensors) && hasExternalParts(value)) return external;
    }
  }
  return null;
}

function hasExternalData(tensor: Uint8Array): boolean {
  return [...messages(tensor)].some(([field]) => field === fields.tensor.externalData);
}

function hasExternalParts(sparseTensor: Uint8Array): boolean {
  const { values, indices } = fields.sparseTensor;
  return [...messages(sparseTensor)].some(
    ([field, part]) => (field === values || field === indices) && hasExternalData(part),
  );
}

/**
 * The length-delimited fields of a protobuf message, without copying. @throws RangeError if it is not a valid message
 */
function* messages(message: Uint8Array): Generator<[field: number, value: Uint8Array]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= message.length || scale > 2 ** 63) throw new RangeError('no protobuf message');
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wireType = key % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (at + length > message.length) throw new RangeError('no protobuf message');
      yield [Math.floor(key / 8), message.subarray(at, at + length)];
      at += length;
    } else throw new RangeError('no protobuf message');
  }
}
