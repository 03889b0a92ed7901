/**
 * Writes ONNX models (a Protocol Buffers message, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), as far as
 * the render graph needs them. The numbers in the calls below are the field numbers of that file.
 */

const elementTypes = { float32: 1, uint8: 2, int64: 7 } as const;
type ElementType = keyof typeof elementTypes;
type Attribute = number | string | readonly number[];

const textEncoder = new TextEncoder();

/** Collects the nodes of a graph. Each method that adds one returns the name of its output. */
export class OnnxGraph {
  readonly #parts: Uint8Array[] = [];
  #names = 0;

  /** Adds an input. A dimension given as a string is variable. */
  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.#parts.push(message(11, valueInfo(name, type, dims)));
    return name;
  }

  output(name: string, source: string, type: ElementType, dims: readonly (number | string)[]): void {
    this.#parts.push(
      message(1, node('Identity', [source], name, {})),
      message(12, valueInfo(name, type, dims)),
    );
  }

  /** Adds a constant. */
  constant(
    values: readonly number[],
    dims: readonly number[],
    type: 'float32' | 'int64' = 'float32',
  ): string {
    const name = this.#nextName();
    const raw =
      type === 'float32' ? new Float32Array(values).buffer : BigInt64Array.from(values, BigInt).buffer;
    const tensor = [
      ...dims.map((dim) => integer(1, dim)),
      integer(2, elementTypes[type]),
      message(8, [textEncoder.encode(name)]),
      message(9, [new Uint8Array(raw)]),
    ];
    this.#parts.push(message(5, tensor));
    return name;
  }

  /** Adds an operator with one output. An empty input name omits an optional input. */
  add(operator: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    const name = this.#nextName();
    this.#parts.push(message(1, node(operator, inputs, name, attributes)));
    return name;
  }

  /** The bytes of the model file. */
  encode(opset: number): Uint8Array {
    const irVersion = integer(1, 8);
    const opsetImport = message(8, [integer(2, opset)]);
    const graph = message(7, [...this.#parts, text(2, 'render')]);
    return concatenate([irVersion, opsetImport, graph]);
  }

  #nextName(): string {
    return `v${this.#names++}`;
  }
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, Attribute>,
): Uint8Array[] {
  return [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
  ];
}

function attribute(name: string, value: Attribute): Uint8Array[] {
  if (typeof value === 'number') return [text(1, name), integer(20, 2), integer(3, value)];
  if (typeof value === 'string') return [text(1, name), integer(20, 3), text(4, value)];
  return [text(1, name), integer(20, 7), ...value.map((item) => integer(8, item))];
}

function valueInfo(name: string, type: ElementType, dims: readonly (number | string)[]): Uint8Array[] {
  const shape = dims.map((dim) => message(1, [typeof dim === 'number' ? integer(1, dim) : text(2, dim)]));
  const tensorType = [integer(1, elementTypes[type]), message(2, shape)];
  return [text(1, name), message(2, [message(1, tensorType)])];
}

function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, [textEncoder.encode(value)]);
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concatenate(parts);
  return concatenate([Uint8Array.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
}

function varint(value: number): number[] {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
