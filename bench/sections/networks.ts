import { join } from 'node:path';
import { networkSize } from '../../src/inference/bundle/schema.ts';
import {
  openSession,
  type Session,
  type SessionOptions,
  type Tensor,
} from '../../src/inference/runtime/session.ts';
import { timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import { bundleDirectory, type Subject } from '../subject.ts';
import { compareNumberFormats } from './number-formats.ts';

const code = Array<number>(8).fill(0.5);

/** Ways to run the motion network on the CPU; the engine uses the first. */
const ways: Record<string, SessionOptions> = {
  '2 threads, all optimisations': { threads: 2 },
  '1 thread, all optimisations': { threads: 1 },
  '2 threads, extended': { threads: 2, optimisation: 'extended' },
  '2 threads, basic': { threads: 2, optimisation: 'basic' },
  '2 threads, none': { threads: 2, optimisation: 'disabled' },
};

/**
 * One run of each network, and of the motion network in every way it can be run; with `python` also in 8 and 16 bits.
 */
export async function benchNetworks(report: BenchReport, subject: Subject, python?: string): Promise<void> {
  const { bundle, photos } = subject;
  const forEncoders = await photos.forEncoders();
  const times = await timeInTurn(
    {
      'motion pass': () => bundle.predictFlow(photos.forPredictors, code),
      'appearance pass': () => bundle.predictColourTransfer(photos.forPredictors, code),
      'appearance encoder': () => bundle.encodeAppearance?.(forEncoders),
    },
    8,
  );
  for (const [what, ms] of Object.entries(times)) report.row('networks', what, ms, 'ms');
  const feeds = {
    image: { data: photos.forPredictors, dims: [1, 3, networkSize, networkSize] },
    code: { data: Float32Array.from(code), dims: [1, code.length] },
  };
  await compareWays(report, feeds);
  if (python) await compareNumberFormats(report, feeds, subject.folder, python);
}

async function compareWays(report: BenchReport, feeds: Record<string, Tensor>): Promise<void> {
  const sessions: [string, Session][] = [];
  for (const [name, options] of Object.entries(ways)) {
    const model = join(bundleDirectory, 'motion.onnx');
    sessions.push([name, await openSession(model, { device: 'cpu', ...options })]);
  }
  const works = Object.fromEntries(sessions.map(([name, session]) => [name, () => session.run(feeds)]));
  const times = await timeInTurn(works, 8);
  for (const [name] of sessions) report.row('motion network', name, times[name], 'ms');
  for (const [, session] of sessions) await session.close();
}
