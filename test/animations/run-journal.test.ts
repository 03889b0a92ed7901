import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RunJournal } from '../../src/animations/work/run-journal.ts';
import type { Progress, Run, Runs, RunVerdict } from '../../src/animations/work/runs.ts';
import { silentLog } from '../support/silent-log.ts';

// A clock of the tests' own: how busy a machine is says nothing about the journal. It does not reach promises by itself.
vi.mock('node:timers/promises', () => ({
  setTimeout: (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs)),
}));
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function settle(journal: RunJournal): Promise<void> {
  const settled = journal.settle();
  await vi.runAllTimersAsync();
  await settled;
}

type Written = { startedMs: number; stage?: string; progress?: Progress };

/** A journal on a database that takes its time and answers as it is told. */
function journalWith({ writeMs = 0, verdict = 'go on' as RunVerdict, fails = false } = {}) {
  const written: Written[] = [];
  const beganMs = Date.now();
  let busy = 0;
  const write = async (entry: Omit<Written, 'startedMs'>): Promise<RunVerdict> => {
    const startedMs = Date.now() - beganMs;
    expect(++busy, 'writes at the same time').toBe(1);
    await new Promise((resolve) => setTimeout(resolve, writeMs));
    busy -= 1;
    written.push({ startedMs, ...entry });
    if (fails) throw new Error('database gone');
    return verdict;
  };
  const runs = {
    enter: (_: Run, stage: string) => write({ stage }),
    advance: (_: Run, progress: Progress) => write({ progress }),
  };
  const verdicts: RunVerdict[] = [];
  const judge = (heard: RunVerdict) => verdicts.push(heard);
  const journal = new RunJournal(runs as unknown as Runs, { id: 'a' } as Run, silentLog, judge);
  return { journal, written, verdicts };
}

const jobId = 'a';
const stage = (name: 'rendering' | 'finishing' | 'decoding') => ({
  type: 'stage' as const,
  jobId,
  stage: name,
});
const progress = (frame: number) => ({ type: 'progress' as const, jobId, frame, frames: 500 });
const preview = (frame: number, jpeg: number[]) => ({
  type: 'preview' as const,
  jobId,
  frame,
  jpeg: new Uint8Array(jpeg),
  width: 320,
  height: 180,
});

/** Tells a frame every 2 ms for a while. */
async function renderFor(journal: RunJournal, durationMs: number): Promise<void> {
  for (let frame = 1; frame <= durationMs / 2; frame++) {
    journal.note(progress(frame));
    await vi.advanceTimersByTimeAsync(2);
  }
}

it('stores the first frame at once, then at most four a second, and the last one before it settles', async () => {
  const { journal, written } = journalWith();
  await renderFor(journal, 1_100);
  await settle(journal);
  expect(written.map(({ startedMs, progress: done }) => [startedMs, done?.framesDone])).toEqual([
    [0, 1],
    [250, 125],
    [500, 250],
    [750, 375],
    [1000, 500],
    [1100, 550],
  ]);
});

it('stores fewer frames on a slow database, without a queue of them', async () => {
  const { journal, written } = journalWith({ writeMs: 400 });
  await renderFor(journal, 1_000);
  await settle(journal);
  expect(written.map(({ progress: done }) => done?.framesDone)).toEqual([1, 201, 401, 500]);
});

it('keeps the order: frames of a stage are stored before the next stage', async () => {
  const { journal, written } = journalWith({ writeMs: 5 });
  journal.note(stage('decoding'));
  journal.note(preview(1, [1]));
  journal.note(stage('rendering'));
  journal.note(progress(1));
  journal.note(progress(2));
  journal.note(stage('finishing'));
  await settle(journal);
  const told = written.map(({ stage: name, progress: done }) => name ?? done?.framesDone);
  expect(told).toEqual([1, 'RENDERING', 2, 'FINISHING']);
});

it('stores each picture once, and keeps a picture until it is stored', async () => {
  const { journal, written } = journalWith();
  journal.note(preview(1, [1]));
  journal.note(progress(2));
  await settle(journal);
  journal.note(progress(3));
  await settle(journal);
  expect(written.map(({ progress: done }) => done)).toEqual([
    { framesDone: 2, preview: { jpeg: new Uint8Array([1]), width: 320, height: 180 } },
    { framesDone: 3, preview: null },
  ]);
});

it('never counts frames backwards, even if pictures are late', async () => {
  const { journal, written } = journalWith();
  journal.note(progress(9));
  journal.note(preview(7, [1]));
  await settle(journal);
  expect(written.at(-1)?.progress?.framesDone).toBe(9);
});

it('passes on the state of the row, and survives a short outage of the database', async () => {
  const canceled = journalWith({ verdict: 'canceled' });
  canceled.journal.note(progress(1));
  await settle(canceled.journal);
  expect(canceled.verdicts).toEqual(['canceled']);
  const broken = journalWith({ fails: true });
  broken.journal.note(progress(1));
  await settle(broken.journal);
  expect(broken.verdicts).toEqual([]);
});
