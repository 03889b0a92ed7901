import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { GraphQLError } from 'graphql';
import { ReceivedFile } from '../images/received-file.ts';
import type { WorkFolder } from '../storage/storage.ts';

/** One file for each field that may have an alias; the bytes of all parts together are bounded by the body. */
const limits = { files: 30, fields: 10, parts: 40, fieldNameSize: 100, headerPairs: 20 };

function malformed(): GraphQLError {
  return new GraphQLError(
    'Expected a form of the GraphQL multipart request specification: `operations`, a `map` of lists of paths ' +
      'such as {"0":["variables.file"]} to variables that are null, then the files',
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } },
  );
}

/**
 * Takes a form apart (GraphQL multipart request specification). Files go to disk as they come, so that memory does not grow with them.
 * @param folder where the files go
 * @returns the operation, with a {@link ReceivedFile} for each variable that the form maps to a file
 * @throws GraphQLError BAD_USER_INPUT when it is no such form; the error of `body` when that breaks off
 */
export async function readForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  folder: WorkFolder,
): Promise<Record<string, unknown>> {
  const { fields, files } = await readParts(body, contentType, folder);
  const operation = parse(fields.get('operations'));
  const map = fields.has('map') ? parse(fields.get('map')) : {};
  for (const [name, paths] of Object.entries(map)) {
    const file = files.get(name);
    if (!file || !Array.isArray(paths)) throw malformed();
    for (const path of paths) place(operation, path, file);
  }
  return operation;
}

async function readParts(body: AsyncIterable<Uint8Array>, contentType: string, folder: WorkFolder) {
  const fields = new Map<string, string>();
  const files = new Map<string, ReceivedFile>();
  const writing: Promise<void>[] = [];
  const open = new Set<Readable>();
  let parser: InstanceType<typeof Busboy>;
  try {
    parser = new Busboy({ headers: { 'content-type': contentType }, limits, defCharset: 'utf-8' });
  } catch {
    throw malformed();
  }
  let isTooMuch = false;
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(event, () => {
      isTooMuch = true;
    });
  }
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (name, stream, fileName) => {
    open.add(stream);
    // Its error is that of the form, and one that nobody hears ends the process.
    stream.on('error', () => {});
    stream.once('close', () => open.delete(stream));
    const path = `file-${writing.length}`;
    writing.push(write(folder, path, stream, fileName).then((file) => void files.set(name, file)));
  });
  let bodyError: unknown;
  async function* watched() {
    try {
      yield* body;
    } catch (error) {
      bodyError = error;
      throw error;
    }
  }
  try {
    await pipeline(watched(), parser);
  } catch {
    for (const stream of open) stream.destroy();
    throw bodyError ?? malformed();
  } finally {
    await Promise.all(writing);
  }
  if (isTooMuch) throw malformed();
  return { fields, files };
}

/** Writes a file; one that cannot be written is read to its end all the same, so that the client hears why. */
async function write(
  folder: WorkFolder,
  name: string,
  stream: Readable,
  fileName: string | undefined,
): Promise<ReceivedFile> {
  let size = 0;
  async function* counted() {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      yield chunk;
    }
  }
  try {
    return new ReceivedFile(fileName ?? '', await folder.write(name, counted()), size);
  } catch (fault) {
    stream.resume();
    return new ReceivedFile(fileName ?? '', '', size, fault);
  }
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {}
  throw malformed();
}

/** Puts a file in the place of the null that a path such as `variables.file` leads to. */
function place(operation: Record<string, unknown>, path: unknown, file: ReceivedFile): void {
  const names = typeof path === 'string' ? path.split('.') : [];
  const last = names.pop();
  let current: unknown = operation;
  for (const name of names) current = own(current, name);
  if (names[0] !== 'variables' || last === undefined || own(current, last) !== null) throw malformed();
  (current as Record<string, unknown>)[last] = file;
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) throw malformed();
  return (value as Record<string, unknown>)[name];
}
