/** Writes small ONNX models (protobuf, https://onnx.ai/onnx/repo-docs/IR.html) so that tests can make networks whose output is known. */

export interface TensorSpec {
  name: string;
  dims: number[];
}

export interface Constant extends TensorSpec {
  values: Float32Array | BigInt64Array;
}

export interface GraphNode {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, number | number[]>;
}

export interface Graph {
  inputs: TensorSpec[];
  outputs: TensorSpec[];
  constants: Constant[];
  nodes: GraphNode[];
}

const elementType = { float: 1, int64: 7 };
const attributeType = { int: 2, ints: 7 };

export function encodeOnnxModel(graph: Graph, opset = 17): Uint8Array {
  const valueInfo = ({ name, dims }: TensorSpec) => {
    const shape = dims.map((size) => bytes(1, varintField(1, size)));
    return [text(1, name), bytes(2, bytes(1, varintField(1, elementType.float), bytes(2, ...shape)))];
  };
  const graphProto = [
    ...graph.nodes.map((node) => bytes(1, ...nodeProto(node))),
    text(2, 'test'),
    ...graph.constants.map((constant) => bytes(5, ...tensorProto(constant))),
    ...graph.inputs.map((input) => bytes(11, ...valueInfo(input))),
    ...graph.outputs.map((output) => bytes(12, ...valueInfo(output))),
  ];
  return Buffer.concat([varintField(1, 8), bytes(7, ...graphProto), bytes(8, varintField(2, opset))]);
}

function nodeProto({ op, inputs, outputs, attributes = {} }: GraphNode): Uint8Array[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      Array.isArray(value)
        ? bytes(
            5,
            text(1, name),
            ...value.map((item) => varintField(8, item)),
            varintField(20, attributeType.ints),
          )
        : bytes(5, text(1, name), varintField(3, value), varintField(20, attributeType.int)),
    ),
  ];
}

function tensorProto({ name, dims, values }: Constant): Uint8Array[] {
  const type = values instanceof Float32Array ? elementType.float : elementType.int64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...dims.map((size) => varintField(1, size)), varintField(2, type), text(8, name), bytes(9, raw)];
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** A field of a message that has a length: a message, or bytes. */
export function bytes(field: number, ...parts: Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
}

export function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}
