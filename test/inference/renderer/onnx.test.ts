import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createOnnxRenderer } from '../../../src/inference/renderer/onnx/onnx.ts';
import { createReferenceRenderer } from '../../../src/inference/renderer/reference.ts';
import type { FramePlan, RendererSetup } from '../../../src/inference/renderer/renderer.ts';
import { openSession, type Session } from '../../../src/inference/runtime/session.ts';
import {
  anyScene,
  generateMask,
  generatePhoto,
  largestDifference,
  oneLayer,
  randomPlan,
  renderRgba,
  renderYuv,
  stillPlan,
} from './plans.ts';

/** Sessions are opened once per model for the whole file; each renderer "closes" its view only. */
const sessions = new Map<string, Promise<Session>>();
function openShared(model: Uint8Array) {
  const key = Buffer.from(model).toString('base64');
  const session = sessions.get(key) ?? openSession(model, { device: 'cpu', threads: 1 });
  sessions.set(key, session);
  return session.then(({ run, keep }) => ({ run, keep, close: async () => {} }));
}
afterAll(async () => {
  for (const session of sessions.values()) await (await session).close();
});

async function expectAgreement(setup: RendererSetup, plan: FramePlan) {
  const reference = createReferenceRenderer(setup);
  for (const openKeeping of [openShared, undefined]) {
    const renderer = await createOnnxRenderer(setup, openShared, openKeeping);
    for (const render of [renderRgba, renderYuv]) {
      const difference = largestDifference(
        await render(renderer, setup, plan),
        await render(reference, setup, plan),
      );
      expect(difference).toBeLessThanOrEqual(1);
    }
    await renderer.close();
  }
}

describe('ONNX renderer', () => {
  it('agrees with the reference to one level of 255 on any plan', async () => {
    await fc.assert(
      fc.asyncProperty(anyScene, ({ setup, plan }) => expectAgreement(setup, plan)),
      { numRuns: 60 },
    );
  });

  it.each([
    [7680, 2],
    [2, 7680],
    [1366, 6],
  ])('agrees with the reference at %i × %i', async (width, height) => {
    const setup = oneLayer({
      photo: generatePhoto(width, height),
      mask: generateMask(width, height, 'runs', 7),
      motionGrid: { width: 61, height: 37 },
      colourGrid: { width: 16, height: 16 },
      colourTransfer: 'tanh-artanh',
    });
    const options = { copies: 2 as const, hasBlend: true, hasColour: true, seed: 11 };
    await expectAgreement(setup, randomPlan(setup, { ...options, reachPixels: 60 }));
  });

  it('shows the photo exactly without motion, opens one session per kind of frame and closes it', async () => {
    const setup = oneLayer({
      photo: generatePhoto(322, 184),
      mask: new Uint8Array(322 * 184).fill(255),
      motionGrid: { width: 32, height: 32 },
      colourGrid: { width: 2, height: 2 },
      colourTransfer: 'tanh',
    });
    const events: string[] = [];
    const renderer = await createOnnxRenderer(setup, async (model) => {
      const session = await openSession(model, { device: 'cpu', threads: 1 });
      events.push('opened');
      return {
        run: session.run,
        close: async () => {
          events.push('closed');
          await session.close();
        },
      };
    });
    const plan = stillPlan(setup);
    expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
    expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
    await renderYuv(renderer, setup, plan);
    expect(events).toEqual(['opened', 'opened']);
    await renderer.close();
    expect(events).toEqual(['opened', 'opened', 'closed', 'closed']);
  });

  it('rejects invalid plans', async () => {
    const setup = oneLayer({
      photo: generatePhoto(4, 2),
      mask: new Uint8Array(8),
      motionGrid: { width: 1, height: 1 },
      colourGrid: { width: 1, height: 1 },
      colourTransfer: 'tanh',
    });
    const renderer = await createOnnxRenderer(setup, openShared);
    await expect(renderer.renderYuv(stillPlan(setup), new Uint8Array(3))).rejects.toThrow(
      'Expected target of length 12, got 3',
    );
  });
});
