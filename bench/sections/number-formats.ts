import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { networkSize } from '../../src/inference/bundle/schema.ts';
import { openSession, type Session, type Tensor } from '../../src/inference/runtime/session.ts';
import { timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import { bundleDirectory } from '../subject.ts';

const script = new URL('../number-formats.py', import.meta.url).pathname;
const formats = ['8-bits', '16-bits'];

/**
 * Compares the motion network in 8 and 16 bits with 32 bits, on two threads: time, size, and error of the flow.
 * `python` is an interpreter with the training toolkit, whose converters produce the models.
 */
export async function compareNumberFormats(
  report: BenchReport,
  feeds: Record<string, Tensor>,
  folder: string,
  python: string,
): Promise<void> {
  const original = join(bundleDirectory, 'motion.onnx');
  await promisify(execFile)(python, [script, original, folder]);
  const open = (path: string) => openSession(path, { device: 'cpu', threads: 2 });
  const full = await open(original);
  const fullBytes = (await stat(original)).size;
  const { data: flow } = (await full.run(feeds)).flow;
  const speed = meanOf(flow, Math.abs);
  for (const format of formats) {
    const path = join(folder, `${format}.onnx`);
    const session: Session = await open(path);
    const times = await timeInTurn({ full: () => full.run(feeds), other: () => session.run(feeds) }, 8);
    const { data: other } = (await session.run(feeds)).flow;
    const errors = flow.map((value, i) => Math.abs(value - other[i])).sort();
    const row = (what: string, value: number, unit: string) =>
      report.row(`motion network in ${format} ÷ in 32`, what, value, unit);
    row('time', times.other / times.full, `(${times.other.toFixed(1)} ÷ ${times.full.toFixed(1)} ms)`);
    row('file', (await stat(path)).size / fullBytes, '');
    row('mean error of the flow, of its mean speed', (100 * meanOf(errors, Number)) / speed, '%');
    // The flow's unit is half a side.
    row('largest error', ((errors.at(-1) ?? 0) * networkSize) / 2, 'points of 256 a step');
    await session.close();
  }
  await full.close();
}

function meanOf(values: ArrayLike<number>, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]);
  return sum / values.length;
}
