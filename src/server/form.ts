import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { GraphQLError } from 'graphql';
import { ReceivedFile } from '../images/received-file.ts';
import type { WorkFolder } from '../storage/storage.ts';

/** One file per field that may have an alias; the total size of all parts is bounded by the body. */
const limits = { files: 30, fields: 10, parts: 40, fieldNameSize: 100, headerPairs: 20 };

function malformed(): GraphQLError {
  return new GraphQLError(
    'Expected a form of the GraphQL multipart request specification: `operations`, a `map` of lists of paths ' +
      'such as {"0":["variables.file"]} to variables that are null, then the files',
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } },
  );
}

/**
 * Parses a form (GraphQL multipart request specification). Files are streamed to disk, so memory does not grow with
 * them.
 * @param folder folder for the files
 * @param gone aborts when the client disconnects, because a body that stops may not report it
 * @returns the operation, with a {@link ReceivedFile} for each variable that the form maps to a file
 * @throws GraphQLError BAD_USER_INPUT if it is not such a form; the error of `body` if that is interrupted
 */
export async function readForm(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  folder: WorkFolder,
  gone: AbortSignal = new AbortController().signal,
): Promise<Record<string, unknown>> {
  const { fields, files } = await readParts(body, contentType, folder, gone);
  const operation = parse(fields.get('operations'));
  const map = fields.has('map') ? parse(fields.get('map')) : {};
  for (const [name, paths] of Object.entries(map)) {
    const file = files.get(name);
    if (!file || !Array.isArray(paths)) throw malformed();
    for (const path of paths) place(operation, path, file);
  }
  return operation;
}

async function readParts(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  folder: WorkFolder,
  gone: AbortSignal,
) {
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
    // Its error is reported as that of the form. An unhandled one would end the process.
    stream.on('error', () => {});
    stream.once('close', () => open.delete(stream));
    const path = `file-${writing.length}`;
    writing.push(write(folder, path, stream, fileName).then((file) => void files.set(name, file)));
  });
  let isOver = false;
  let bodyError: unknown;
  const parsed = new Promise<void>((resolve, reject) => parser.once('finish', resolve).on('error', reject));
  const over = () => {
    isOver = true;
  };
  parsed.then(over, over);
  /** Read to the end of the body regardless of the parser: an abandoned body may block its reader for ever. */
  async function feed() {
    try {
      for await (const chunk of body) {
        if (isOver || parser.write(chunk)) continue;
        await Promise.race([new Promise((resolve) => parser.once('drain', resolve)), parsed.catch(() => {})]);
      }
    } catch (error) {
      bodyError = error;
      throw error;
    }
    if (!isOver) parser.end();
  }
  try {
    await Promise.race([Promise.all([feed(), parsed]), whenAborted(gone)]);
  } catch {
    parser.destroy();
    for (const stream of open) stream.destroy();
    throw bodyError ?? (gone.aborted ? gone.reason : malformed());
  } finally {
    await Promise.all(writing);
  }
  if (isTooMuch) throw malformed();
  return { fields, files };
}

/** Never resolves. @throws the reason of `signal` when it aborts */
function whenAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  return aborted;
}

/** Writes a file. If that fails, it is still read to its end, so that the client receives the error. */
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

/** Replaces the null at a path such as `variables.file` by a file. */
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
