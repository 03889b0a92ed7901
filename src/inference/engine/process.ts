import { UserError } from '../../errors.ts';
import { chooseEncoder } from '../../video/choose-encoder.ts';
import type { EncoderChoice } from '../../video/encoders.ts';
import { animate } from '../animate.ts';
import { loadBundle } from '../bundle/bundle.ts';
import type { KernelChoice } from '../renderer/cpu/kernel.ts';
import { chooseRenderer } from '../renderer/open-renderer.ts';
import type { DeviceChoice } from '../runtime/session.ts';
import { type EngineCommand, type EngineEvent, toFault } from './messages.ts';
import { letOthersGoFirst } from './priority.ts';

/**
 * Entry of the engine process: arguments are the bundle's folder, the device, the kernel and the encoder; jobs come as
 * messages, one at a time. Networks and their sessions live as long as the process. If the parent ends, so does the
 * engine, and its current job leaves no files.
 */
const [bundleDirectory, device, kernel, encoderChoice] = process.argv.slice(2) as [
  string,
  DeviceChoice,
  KernelChoice,
  EncoderChoice,
];
const log = (line: string) => console.error(line);
// Before most threads start, because threads inherit the priority: the API comes first, rendering gets the rest.
letOthersGoFirst();

/** Time for a job to clean up after the parent has ended. */
const farewellMs = 10_000;

let running: { jobId: string; controller: AbortController } | undefined;

process.once('disconnect', () => {
  if (!running) process.exit();
  running.controller.abort();
  setTimeout(() => process.exit(1), farewellMs);
});
if (!process.connected) process.exit();

/**
 * Calls back when the message has been sent, or is lost because the parent has ended, which is reported by
 * `disconnect`.
 */
function send(event: EngineEvent, whenSent = () => {}): void {
  if (process.connected) process.send?.(event, undefined, undefined, whenSent);
  else whenSent();
}

function sendFailure(jobId: string | null, error: unknown, whenSent?: () => void): void {
  if (!(error instanceof UserError)) console.error(error);
  send({ type: 'failed', jobId, ...toFault(error) }, whenSent);
}

async function prepare() {
  // Not in parallel: loading networks blocks the event loop, and so the timed trial of an encoder.
  const encoder = await chooseEncoder(encoderChoice, { log });
  const bundle = await loadBundle(bundleDirectory, { device, log });
  return { bundle, encoder, renderer: await chooseRenderer(bundle.device, { kernel, log }) };
}

const ready = await prepare().catch((error) => {
  sendFailure(null, error, () => process.exit(1));
  return null;
});

if (ready) {
  const { bundle, renderer, encoder } = ready;
  process.on('message', async (command: EngineCommand) => {
    if (command.type === 'cancel') {
      if (running?.jobId === command.jobId) running.controller.abort();
      return;
    }
    const { jobId, request } = command;
    if (running)
      return sendFailure(jobId, new Error(`Expected one job at a time, but ${running.jobId} is running`));
    const controller = new AbortController();
    running = { jobId, controller };
    try {
      const report = await animate(bundle, request, {
        kernel,
        encoder,
        log,
        signal: controller.signal,
        onEvent: (event) => send({ ...event, jobId }),
      });
      running = undefined;
      send({ type: 'finished', jobId, report });
    } catch (error) {
      running = undefined;
      if (controller.signal.aborted) send({ type: 'canceled', jobId });
      else sendFailure(jobId, error);
    }
    if (!process.connected) process.exit();
  });

  send({ type: 'ready', device: bundle.device, renderer, encoder, bundle: bundle.id });
}
