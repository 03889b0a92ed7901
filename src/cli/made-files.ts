import type { RenderReport } from '../inference/job.ts';
import type { FinishedOutput } from '../outputs/spec.ts';

/** A finished file, and its path as the caller wrote it. */
export interface MadeFile {
  out: string;
  made: FinishedOutput;
}

/** What was made of a photo, for `--json`. */
export function summarise(files: readonly MadeFile[], report: RenderReport) {
  const { width, height, frames, fps, device, bundle, seconds, peakRssBytes, quality, warnings } = report;
  const outputs = files.map(({ out: path, made: { fileName, sha256, ...made } }) => ({ path, ...made }));
  return {
    output: files[0].out,
    width,
    height,
    frames,
    fps,
    device,
    bundle,
    seconds,
    peakRssBytes,
    quality,
    warnings,
    outputs,
  };
}

/** The same for people. */
export function describe(files: readonly MadeFile[], { frames, fps, seconds }: RenderReport): string {
  const [first, ...others] = files.map(({ out, made: { width, height, bytes } }) => {
    const megabytes = (bytes / 1e6).toFixed(1);
    return { text: `${out}: ${width} × ${height}`, megabytes };
  });
  const lines = [
    `${first.text}, ${frames} frames at ${fps} fps, ${first.megabytes} MB in ${seconds.total.toFixed(1)} s`,
    ...others.map(({ text, megabytes }) => `${text}, ${megabytes} MB`),
  ];
  return lines.join('\n');
}
