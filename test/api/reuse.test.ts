import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { landscape } from '../photo/pictures.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const details = `query ($id: ID!) {
  animation(id: $id) {
    id status isReused progress framesTotal startedAt finishedAt
    video { url sizeBytes frames } poster { url } report { device bundle }
  }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    imageId = await bench.addImage();
  });
  afterEach(() => bench.clearQueue());
  afterAll(() => bench[Symbol.asyncDispose]());

  const reuse = { reuse: true };

  /** Asks for an animation and has it rendered. @returns what the API tells of it then */
  async function rendered(settings: object) {
    const { id } = await bench.render(imageId, settings);
    return (await bench.ask(details, { id })).animation;
  }

  describe('an existing video', () => {
    it('is reused: the new animation has succeeded at once, with the same files', async () => {
      const first = await rendered({ speed: 0.11 });
      const keys = await bench.storedKeys();
      const { animation } = await bench.create(imageId, { speed: 0.11 }, reuse);
      expect(animation).toMatchObject({ status: 'SUCCEEDED', isReused: true, progress: 1, startedAt: null });
      expect(animation.id).not.toBe(first.id);
      const again = (await bench.ask(details, { id: animation.id })).animation;
      const { video, poster, report, framesTotal } = first;
      expect(again).toMatchObject({ video, poster, report, framesTotal });
      expect(await bench.storedKeys()).toEqual(keys);
    });

    it('is reported to subscribers as ended', async () => {
      await rendered({ speed: 0.12 });
      const { animation } = await bench.create(imageId, { speed: 0.12 }, reuse);
      await bench.whenEnded(animation.id);
    });

    it('is reused for the same photo uploaded again, and for equivalent settings', async () => {
      const first = await rendered({ speed: 0.13 });
      const sameAgain = await bench.addImage('another name.jpg');
      for (const settings of [
        { speed: 0.13, fps: 30 },
        { speed: 0.13, widthPixels: 320 },
        { speed: 0.13, regions: [], freeze: [], anchors: [] },
      ]) {
        const { animation } = await bench.create(sameAgain, settings, reuse);
        expect(animation.video).toEqual({ url: first.video.url });
      }
    });

    it('is rendered again on request', async () => {
      const first = await rendered({ speed: 0.14 });
      const second = await rendered({ speed: 0.14 });
      expect(second).toMatchObject({ isReused: false, status: 'SUCCEEDED' });
      expect(second.video.url).not.toBe(first.video.url);
    });

    it.each([
      ['of another photo', async () => ({ image: await otherPhoto(), settings: { speed: 0.15 } })],
      ['with another setting', async () => ({ image: imageId, settings: { speed: 0.15, crf: 21 } })],
    ])('is not reused for one %s', async (_, ask) => {
      await rendered({ speed: 0.15 });
      const { image, settings } = await ask();
      const { animation } = await bench.create(image, settings, reuse);
      expect(animation.isReused).toBe(false);
      expect(['QUEUED', 'RUNNING']).toContain(animation.status);
    });

    it.each(['another bundle', 'a file that has gone'])('is not reused with %s', async (what) => {
      const first = await rendered({ speed: 0.16 });
      if (what === 'another bundle') {
        await bench.driftscape.prisma.animation.updateMany({ data: { bundle: 'other@1' } });
      } else {
        await bench.driftscape.storage.remove(first.video.url.split('/files/')[1]);
      }
      const { animation } = await bench.create(imageId, { speed: 0.16 }, reuse);
      expect(animation.isReused).toBe(false);
    });

    it('is not reused from an animation that failed', async () => {
      const id = await bench.addAnimation(imageId, { speed: 0.17 });
      (await bench.nextJob()).fail(new Error('broken'));
      await bench.whenEnded(id);
      const { animation } = await bench.create(imageId, { speed: 0.17 }, reuse);
      expect(animation.isReused).toBe(false);
    });
  });

  async function otherPhoto(): Promise<string> {
    const { image } = await bench.upload(await landscape().png().toBuffer());
    return image.id;
  }
});
