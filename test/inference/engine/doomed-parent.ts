import { EngineProcess } from '../../../src/inference/engine/client.ts';
import type { RenderRequest } from '../../../src/inference/job.ts';

/** Starts a job in an engine, tells the engine's process id once frames come, and waits to be killed. */
process.once('message', async (order: { bundleDirectory: string; request: RenderRequest }) => {
  const engine = await EngineProcess.start({ bundleDirectory: order.bundleDirectory, device: 'cpu' });
  await engine.render('doomed', order.request, (event) => {
    if (event.type === 'progress' && event.frame === 3) process.send?.(engine.processId);
  });
});
