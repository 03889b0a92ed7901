import { timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

const code = Array<number>(8).fill(0.5);

/** One pass of each network, and of the encoder that finds the photo's own look. */
export async function benchNetworks(report: BenchReport, { bundle, photos }: Subject): Promise<void> {
  const times = await timeInTurn(
    {
      'motion pass': () => bundle.predictFlow(photos.forPredictors, code),
      'appearance pass': () => bundle.predictColourTransfer(photos.forPredictors, code),
      'appearance encoder': () => bundle.encodeAppearance?.(photos.forEncoders),
    },
    8,
  );
  for (const [what, ms] of Object.entries(times)) report.row('networks', what, ms, 'ms');
}
