import { basename, dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import { animate } from '../animate.ts';
import { type Bundle, loadBundle } from '../bundle/bundle.ts';
import { draftSide, readPhoto } from '../motion/motion.ts';
import type { KernelChoice } from '../renderer/cpu/kernel.ts';
import type { DeviceChoice } from '../runtime/session.ts';
import { predictDrifts } from './draft-drifts.ts';
import type { DraftCommand, DraftEvent, DraftTasks } from './draft-messages.ts';
import { DraftPhotos } from './draft-photos.ts';
import { findScene } from './draft-scene.ts';
import { toFault } from './messages.ts';
import { letOthersGoFirst } from './priority.ts';

/**
 * Entry of the process that makes drafts: arguments are the bundle's folder, the device and the kernel; tasks come as
 * messages, one at a time. It caches predictions for photos while it runs, and ends with its parent.
 */
const [bundleDirectory, device, kernel] = process.argv.slice(2) as [string, DeviceChoice, KernelChoice];
letOthersGoFirst();

let running: { id: number; controller: AbortController } | undefined;
/** Work done in advance of the next task. That task waits for it, because it needs the result, or at least the CPU. */
let ahead: Promise<void> = Promise.resolve();

process.once('disconnect', () => process.exit());
if (!process.connected) process.exit();

function send(event: DraftEvent, whenSent = () => {}): void {
  if (process.connected) process.send?.(event, undefined, undefined, whenSent);
}

function sendFailure(id: number | null, error: unknown, whenSent?: () => void): void {
  if (!(error instanceof UserError)) console.error(error);
  send({ type: 'failed', id, fault: toFault(error) }, whenSent);
}

async function draft(
  bundle: Bundle,
  { photo, videoPath, pictures, settings }: DraftTasks['draft']['task'],
  photos: DraftPhotos,
  signal: AbortSignal,
): Promise<DraftTasks['draft']['result']> {
  const subject = await photos.open(photo, settings.widthPixels, signal);
  signal.throwIfAborted();
  const outputs = [{ format: 'mp4-h264' as const, fileName: basename(videoPath) }];
  const request = { photoPath: photo.path, folder: dirname(videoPath), outputs, pictures, settings };
  const report = await animate(bundle, request, { ...subject, kernel, signal, isDraft: true });
  const { width, height, frames, fps } = report;
  return { width, height, frames, fps };
}

/** Reads the layers of a photo before a draft is requested. Errors are reported by that draft. */
async function prepare(
  bundle: Bundle,
  { photo, settings }: DraftTasks['scene']['task'],
  photos: DraftPhotos,
): Promise<void> {
  try {
    const { photos: sized, ...kept } = await photos.open(photo, settings.widthPixels);
    await readPhoto(bundle, sized, settings, { ...kept, side: draftSide });
  } catch {}
}

async function perform(bundle: Bundle, photos: DraftPhotos, command: DraftCommand & { type: 'do' }) {
  const controller = new AbortController();
  const { signal } = controller;
  running = { id: command.id, controller };
  await ahead;
  signal.throwIfAborted();
  switch (command.name) {
    case 'draft':
      return draft(bundle, command.task, photos, signal);
    case 'scene':
      return findScene(bundle, command.task, photos, signal);
    case 'drifts': {
      const { photo, settings, seeds } = command.task;
      const subject = await photos.open(photo, settings.widthPixels, signal);
      return predictDrifts(bundle, subject, settings, seeds, signal);
    }
  }
}

const bundle = await loadBundle(bundleDirectory, { device, log: console.error }).catch((error) => {
  sendFailure(null, error, () => process.exit(1));
  return null;
});

if (bundle) {
  const photos = new DraftPhotos(bundle);
  process.on('message', async (command: DraftCommand) => {
    const { id } = command;
    if (command.type === 'cancel') {
      if (running?.id === id) running.controller.abort();
      return;
    }
    try {
      const result = await perform(bundle, photos, command);
      send({ type: 'done', id, result });
      if (command.name === 'scene') ahead = prepare(bundle, command.task, photos);
    } catch (error) {
      if (running?.controller.signal.aborted) send({ type: 'canceled', id });
      else sendFailure(id, error);
    } finally {
      running = undefined;
    }
  });
  send({ type: 'ready' });
}
