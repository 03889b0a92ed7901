import { layLight } from '../../src/inference/appearance/looks/light.ts';
import type { Look } from '../../src/inference/look.ts';
import { openRenderer } from '../../src/inference/renderer/open-renderer.ts';
import type { Photo } from '../../src/photo/photo.ts';
import type { Subject } from './subject.ts';

/** A photo in the light of a look, as the renderer of videos makes it. */
export async function relight({ photo, rgb, shares }: Subject, look: Look, strength = 1): Promise<Photo> {
  const settings = { seconds: 1, fps: 1, loop: 'symmetric' as const };
  const light = { moments: [{ look }], strength, course: 'held' as const };
  const colours = layLight(light, rgb, settings, shares);
  const square = { width: colours.side, height: colours.side };
  const renderer = await openRenderer('cpu', {
    photo,
    layers: [],
    motionGrid: { width: 2, height: 2 },
    colourGrid: square,
    colourTransfer: colours.form,
  });
  try {
    const rgba = new Uint8Array(photo.rgba.length);
    await renderer.renderRgba({ layers: [], colour: colours.colourAt(0) }, rgba);
    return { width: photo.width, height: photo.height, rgba };
  } finally {
    await renderer.close();
  }
}
