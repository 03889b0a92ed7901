import { SingleBar } from 'cli-progress';
import type { RenderEvent } from '../inference/job.ts';

export interface ProgressDisplay {
  show(event: RenderEvent): void;
  /** Safe to call more than once. */
  end(): void;
}

/** A progress bar on a terminal, otherwise a line per stage and per tenth of the frames. */
export function showProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? showBar(stream) : writeLines(stream);
}

function showBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: '{stage} {bar} {value}/{total} · {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  let stage = '';
  return {
    show(event) {
      if (event.type === 'stage') {
        stage = event.stage;
        if (!bar.isActive) stream.write(`${stage}\n`);
      } else if (event.type === 'progress') {
        if (!bar.isActive) bar.start(event.frames, 0, { stage });
        bar.update(event.frame, { stage });
      }
    },
    end() {
      if (bar.isActive) bar.stop();
    },
  };
}

function writeLines(stream: NodeJS.WriteStream): ProgressDisplay {
  return {
    show(event) {
      if (event.type === 'stage') stream.write(`${event.stage}\n`);
      else if (event.type === 'progress' && isTenth(event.frame, event.frames)) {
        stream.write(`${event.frame}/${event.frames} frames\n`);
      }
    },
    end() {},
  };
}

function isTenth(frame: number, frames: number): boolean {
  const tenth = (count: number) => Math.floor((count * 10) / frames);
  return tenth(frame) > tenth(frame - 1);
}
