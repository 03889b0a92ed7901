/** Results of one run of the bench: rows for people, fields for programs. */
export class BenchReport {
  readonly #rows: Row[] = [];
  readonly #fields: Record<string, number> = {};

  /** One line of the table; `value` has the given unit. */
  row(section: string, what: string, value: number, unit: string): void {
    this.#rows.push({ section, what, value, unit });
    process.stderr.write(`${section}: ${what} ${format(value)} ${unit}\n`);
  }

  /** One figure of the JSON object, also shown in the table; a figure with a target reports whether it was met. */
  field(name: keyof typeof targets, value: number): void {
    this.#fields[name] = value;
    this.row('figures', name, value, targets[name]);
  }

  toTable(): string {
    const width = Math.max(...this.#rows.map(({ what }) => what.length));
    const lines: string[] = [];
    for (const [index, { section, what, value, unit }] of this.#rows.entries()) {
      if (section !== this.#rows[index - 1]?.section) lines.push('', section);
      lines.push(`  ${what.padEnd(width)}  ${format(value).padStart(10)}  ${unit}`);
    }
    return lines.join('\n');
  }

  toJson(): string {
    return JSON.stringify(this.#fields);
  }
}

interface Row {
  section: string;
  what: string;
  value: number;
  unit: string;
}

/** Every field of `--json`, with its unit and its target on two cores. */
const targets = {
  pipelineOverEncode: 'whole job ÷ encode alone, at most 1.5',
  pipelineOverEncodeWasm: 'the same with the WASM kernel, at most 3.0',
  lightOverPlain: 'whole job with a path of light ÷ without, at most 1.15',
  rendererSpeedup: '× ONNX graph on the CPU, at least 8',
  rendererSpeedupWasm: '× ONNX graph on the CPU, at least 3',
  renderMs1080p: 'ms, one thread',
  renderOverCopy: '× a memory copy of the same bytes',
  rssGrowth: 'peak at 1200 ÷ at 120 frames of 960 × 540, at most 1.05',
  rssGrowth1080p: 'the same at 1080p, 480 ÷ 120 frames',
  peakRssBytes1080p: 'bytes, engine process, at most 700e6',
  peakRssBytes4K: 'bytes, engine process, at most 1600e6',
  webSetOverEncode: 'CPU time of the web set from one render ÷ of its encoders alone, at most 1.25',
  webSetPeakRssBytes1080p: 'bytes, engine process, at most 1200e6',
  framesGrowth: 'time per frame at 8× the frames ÷ at 1×, 0.9–1.1',
  pixelsGrowth: 'time per pixel at 8× the pixels ÷ at 1×, 0.9–1.1',
  encodePixelsGrowth: 'the same of the encoder alone',
  stillChange: 'levels of luma, still pixels at any frame, at most 0.3',
  stillSeam: 'the same from the last frame to the first, at most 0.3',
  seekMs: 'ms to decode the frame halfway to the next key frame',
  longestSeekMs: 'ms to decode the last frame before the next key frame',
  firstPreviewMs: 'ms from job start, at most 1500',
  previewShare: 'of the job, below 0.03',
  apiP95OverIdle: 'p95 during a job ÷ idle, at most 2',
  firstDraftMs: 'ms to the first moving loop of a 1080p photo whose scene is known, at most 1000',
  changedDraftMs: 'ms to the loop after a changed slider, at most 600',
  serverPeakRssBytes: 'bytes, server and engine together',
  serverPeakPssBytes: 'bytes, the same with shared pages counted once, at most 1.1 GB',
} as const;

function format(value: number): string {
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toFixed(0)}e6`;
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
