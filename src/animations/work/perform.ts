import { join } from 'node:path';
import { isStorageFull, UserError } from '../../errors.ts';
import type { AnimationStatus } from '../../generated/prisma/client.ts';
import type { JobEvent } from '../../inference/engine/client.ts';
import type { RenderReport, RenderRequest } from '../../inference/job.ts';
import { parseSettings } from '../../inference/settings.ts';
import type { FileRemovals } from '../../leftovers/file-removals.ts';
import type { Log } from '../../log.ts';
import { specsOf } from '../../outputs/plan.ts';
import { type FinishedOutput, withFileNames } from '../../outputs/spec.ts';
import type { Storage } from '../../storage/storage.ts';
import { formats } from '../../video/formats.ts';
import type { Failure } from '../events/events.ts';
import type { StoredOutput } from '../lifecycle/job-lifecycle.ts';
import { transientFault } from './faults.ts';
import { openInputs } from './inputs.ts';
import { RunJournal } from './run-journal.ts';
import { failureOf, isLimitExceeded, type LimitExceeded, type RunLimits, watchLimits } from './run-limits.ts';
import type { Outcome, Run, Runs } from './runs.ts';

/** Where videos and posters are stored, in one folder per run. */
export const outputFolder = 'animations';

/** The renderer: an engine process, one job at a time. */
export interface Engine {
  readonly device: string;
  /** The frame renderer. */
  readonly renderer: string;
  readonly encoder: string;
  /** `name@version`. */
  readonly bundle: string;
  /**
   * @throws UserError, with ENGINE_CRASHED if its process ended; AbortError after `signal` aborted. Nothing is left in
   *   the request's folder then.
   */
  render(
    jobId: string,
    request: RenderRequest,
    onEvent: (event: JobEvent) => void,
    signal: AbortSignal,
  ): Promise<RenderReport>;
  close(): Promise<void>;
}

/** Why a run is stopped from outside: the abort reason of its signal. */
export type StopReason = 'canceled' | 'shutting down' | 'lost' | 'no storage' | LimitExceeded;

export interface RunContext {
  engine: Engine;
  runs: Runs;
  removals: FileRemovals;
  storage: Storage;
  limits: RunLimits;
  log: Log;
}

/**
 * Renders one animation and stores the result: files first, then the row together with the end event. Unless it
 * succeeds, no file is left when the end is reported.
 * @param stop aborts with a {@link StopReason}; aborted here if the row requests it
 * @returns the new status of the animation, QUEUED if it will be retried; null if another process has taken it over
 * @throws Error if the end could not be stored; the run then counts as a fault
 */
export async function perform(
  run: Run,
  context: RunContext,
  stop: AbortController,
): Promise<AnimationStatus | null> {
  const { runs, removals, log } = context;
  const journal = new RunJournal(runs, run, log, (verdict) => {
    if (verdict !== 'go on') stop.abort(verdict satisfies StopReason);
  });
  const stored: string[] = [];
  const result = await render(run, context, stored, journal, stop).catch((error) =>
    explain(error, stop.signal, context),
  );
  await journal.settle();
  if (result.status === 'SUCCEEDED') {
    const status = await runs.end(run, result);
    if (status) return status;
  }
  // Before the end is reported, so that nobody finds files of an animation without a video. A later sweep removes what
  // cannot be removed now.
  await removals.remove(stored);
  return concludeWithoutVideo(run, runs, result);
}

/** Two runs of an animation, one of which was taken over without knowing, never write to the same file. */
function folderOf(id: string, attempt: number): string {
  return `${outputFolder}/${id}-${attempt}`;
}

/** Names a file by its content, so that the content of a key never changes. */
function keyOf(folder: string, { sha256, format }: FinishedOutput): string {
  return `${folder}/${sha256.slice(0, 32)}.${formats[format].extension}`;
}

async function render(
  { id, attempt, image, pictures, settings: asked, motionDigest }: Run,
  { engine, storage, limits }: RunContext,
  stored: string[],
  journal: RunJournal,
  stop: AbortController,
): Promise<Outcome> {
  // Earlier runs died, possibly between storing their files and their end.
  for (let earlier = 1; earlier < attempt; earlier++) {
    for await (const key of storage.keys(folderOf(id, earlier))) await storage.remove(key);
  }
  await using inputs = await openInputs(storage, image, pictures);
  await using folder = await storage.createWorkFolder();
  using _watch = watchLimits(limits, folder.path, (limit) => stop.abort(limit satisfies StopReason));
  const settings = parseSettings(asked);
  const photo = { width: image.widthPixels, height: image.heightPixels };
  const request = {
    ...inputs.paths,
    folder: folder.path,
    outputs: withFileNames(specsOf(photo, settings)),
    settings,
    motionDigest: motionDigest ?? undefined,
  };
  const report = await engine.render(id, request, (event) => journal.note(event), stop.signal);
  const bytes = report.outputs.reduce((sum, output) => sum + output.bytes, 0);
  if (bytes > limits.outputBytes) return { status: 'FAILED', failure: failureOf('grew too large', limits) };
  const outputs: StoredOutput[] = [];
  for (const output of report.outputs) {
    const key = keyOf(folderOf(id, attempt), output);
    stored.push(key);
    const { sizeBytes, contentType } = await storage.take(key, join(folder.path, output.fileName));
    outputs.push(rowOf(output, { storageKey: key, sizeBytes, contentType }));
  }
  return { status: 'SUCCEEDED', report, outputs };
}

function rowOf(
  { format, crop, width, height, codecs, sha256, missedBudgetBytes }: FinishedOutput,
  stored: Pick<StoredOutput, 'storageKey' | 'sizeBytes' | 'contentType'>,
): StoredOutput {
  const kind = formats[format].kind === 'video' ? 'VIDEO' : 'POSTER';
  return {
    kind,
    format,
    crop,
    widthPixels: width,
    heightPixels: height,
    codecs,
    sha256,
    missedBudgetBytes,
    ...stored,
  };
}

/** A run without a final result: stopped from outside, or by a transient fault. */
type Interruption = { status: 'STOPPED'; reason: StopReason } | { status: 'FAULTED'; failure: Failure };

/** Consequence of a rendering error for the animation. */
async function explain(
  error: unknown,
  stop: AbortSignal,
  { storage, limits, log }: RunContext,
): Promise<Outcome | Interruption> {
  if (stop.aborted) {
    const reason: StopReason = stop.reason;
    return isLimitExceeded(reason)
      ? { status: 'FAILED', failure: failureOf(reason, limits) }
      : { status: 'STOPPED', reason };
  }
  // Whatever the error: if files cannot be written, it is not caused by the animation, which may run elsewhere.
  const trouble = await troubleWith(storage, error);
  if (trouble) {
    log.error({ err: error, trouble }, 'rendering was stopped by trouble with the storage');
    return { status: 'STOPPED', reason: 'no storage' };
  }
  const fault = transientFault(error);
  if (fault) {
    log.warn({ err: error }, 'rendering met a transient fault');
    return { status: 'FAULTED', failure: fault };
  }
  if (error instanceof UserError) {
    const { code, message, isRetryable } = error;
    return { status: 'FAILED', failure: { code, message, isRetryable } };
  }
  log.error({ err: error }, 'rendering failed for a reason of ours');
  const message = 'An internal error occurred during rendering; see the log';
  return { status: 'FAILED', failure: { code: 'INTERNAL', message, isRetryable: true } };
}

/**
 * The problem of the storage; null if there is none. If a rendering ran out of space, but there is enough for others
 * now that its files are removed, the rendering itself is too large and would never fit.
 */
async function troubleWith(storage: Storage, error: unknown): Promise<unknown> {
  const foundNoRoom = isStorageFull(error) || (error instanceof UserError && error.code === 'STORAGE_FULL');
  try {
    await storage.check();
    if (foundNoRoom) await storage.checkRoom();
    return null;
  } catch (trouble) {
    return trouble;
  }
}

async function concludeWithoutVideo(
  run: Run,
  runs: Runs,
  result: Outcome | Interruption,
): Promise<AnimationStatus | null> {
  if (result.status === 'FAULTED') return runs.retry(run, result.failure);
  if (result.status === 'FAILED') return runs.end(run, result);
  if (result.status === 'STOPPED' && result.reason === 'lost') return null;
  if (result.status === 'STOPPED' && (result.reason === 'shutting down' || result.reason === 'no storage')) {
    return runs.handBack(run);
  }
  // Canceled, now or just before its video was stored.
  return runs.end(run, { status: 'CANCELED' });
}
