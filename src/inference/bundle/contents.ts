import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../../digest.ts';
import { UserError } from '../../errors.ts';
import { faultOfNetwork } from './onnx-check.ts';
import {
  type BundleDescription,
  bundleDescriptionSchema,
  type Codebook,
  codebookFile,
  codebookSchema,
  encoderFiles,
  type ModelFile,
  predictorFiles,
  sceneFile,
} from './schema.ts';

/** Description of a bundle, read without loading a network. */
export interface BundleContents {
  /** `name@version`. */
  id: string;
  /** SHA-256 of everything in it that affects how videos look. */
  checksum: string;
  description: BundleDescription;
  codebook: Codebook;
}

/**
 * Reads `bundle.json` and `codebook.json`; fast, and sufficient without networks.
 * @throws UserError INVALID_BUNDLE, one line that names the file and what was expected
 */
export async function readContents(directory: string): Promise<BundleContents> {
  const description = await readJson(directory, 'bundle.json', bundleDescriptionSchema);
  await checkFile(directory, codebookFile, description);
  const codebook = await readJson(directory, codebookFile, codebookSchema);
  const id = `${description.name}@${description.version}`;
  return { id, checksum: checksumOf(description), description, codebook };
}

/**
 * The same after verifying the checksum and the allowed content of every network.
 * @throws UserError INVALID_BUNDLE, one line that names the file and what was expected
 */
export async function readBundle(directory: string): Promise<BundleContents> {
  const contents = await readContents(directory);
  for (const file of modelFiles(contents.description)) {
    await checkFile(directory, file, contents.description);
  }
  return contents;
}

function checksumOf({ checksums, flowBound, colourTransfer, networkSize }: BundleDescription): string {
  return digestOf({ checksums, flowBound, colourTransfer, networkSize });
}

/** The networks that a bundle holds. */
export function modelFiles({ absent, format, checksums }: BundleDescription): ModelFile[] {
  const hasScene = format >= 2 && checksums[sceneFile] !== undefined;
  const encoders = encoderFiles.filter((file) => !absent.includes(file));
  return [...predictorFiles, ...(hasScene ? [sceneFile] : []), ...encoders] as ModelFile[];
}

async function checkFile(
  directory: string,
  file: ModelFile | typeof codebookFile,
  { checksums }: BundleDescription,
): Promise<void> {
  const expected = checksums[file];
  if (expected === undefined) {
    throw invalidBundle(directory, 'bundle.json', `checksums.${file}: a sha256 expected, none found`);
  }
  const content = await readBundleFile(directory, file);
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== expected) {
    throw invalidBundle(
      directory,
      file,
      `sha256 ${expected} expected, ${found} found (damaged or exchanged)`,
    );
  }
  const fault = file.endsWith('.onnx') ? faultOfNetwork(content) : null;
  if (fault) throw invalidBundle(directory, file, fault);
}

async function readJson<T>(directory: string, file: string, schema: z.ZodType<T>): Promise<T> {
  const text = (await readBundleFile(directory, file)).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidBundle(directory, file, 'JSON expected', cause);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidBundle(directory, file, `${z.core.toDotPath(issue.path) || 'content'}: ${issue.message}`);
}

async function readBundleFile(directory: string, file: string): Promise<Buffer> {
  return readFile(join(directory, file)).catch((cause) => {
    throw invalidBundle(directory, file, `a file expected, ${cause.code ?? cause.message} found`, cause);
  });
}

/** The error for a bundle: one line that names the file. */
export function invalidBundle(directory: string, file: string, fault: string, cause?: unknown): UserError {
  const message = `Expected a model bundle in ${directory}, but ${file} is at fault: ${fault}`;
  return new UserError('INVALID_BUNDLE', message, { cause });
}
