import { ColourTimeline } from '../../src/inference/appearance/colour-timeline.ts';
import type { Colours } from '../../src/inference/appearance/colours.ts';
import { layLight } from '../../src/inference/appearance/looks/light.ts';
import type { Bundle } from '../../src/inference/bundle/bundle.ts';
import type { Look } from '../../src/inference/look.ts';
import { openRenderer } from '../../src/inference/renderer/open-renderer.ts';
import type { Photo } from '../../src/photo/photo.ts';
import type { Subject } from './subject.ts';

/** A photo in the light of a look, rendered as for videos. */
export async function relight({ photo, rgb, shares }: Subject, look: Look, strength = 1): Promise<Photo> {
  const settings = { seconds: 1, fps: 1, loop: 'symmetric' as const };
  const light = { moments: [{ look }], strength, course: 'held' as const };
  return render(photo, layLight(light, rgb, settings, shares), 0);
}

/** Frames of a day: a photo in the light of several looks in turn, and back to the first. */
export async function relightDay(
  { photo, rgb, shares }: Subject,
  looks: readonly Look[],
  frames: number,
): Promise<Photo[]> {
  const settings = { seconds: frames, fps: 1, loop: 'symmetric' as const };
  const moments = looks.map((look, i) => ({ look, at: i / looks.length }));
  const colours = layLight({ moments, strength: 1, course: 'round' }, rgb, settings, shares);
  const pictures: Photo[] = [];
  for (let frame = 0; frame < frames; frame++) pictures.push(await render(photo, colours, frame));
  return pictures;
}

/** A photo in the light of another, by the appearance networks: the end of a transition from the photo's own light. */
export async function relightLearned(bundle: Bundle, subject: Subject, reference: Subject): Promise<Photo> {
  const { encodeAppearance } = bundle;
  if (!encodeAppearance)
    throw new Error(`Expected a bundle with an appearance encoder, but ${bundle.id} has none`);
  const maps = [];
  for (const { photos } of [subject, reference]) {
    const code = await encodeAppearance(await photos.forEncoders());
    const { gain, bias } = await bundle.predictColourTransfer(subject.photos.forPredictors, code);
    maps.push({ gain: gain.slice(), bias: bias.slice() });
  }
  const form = bundle.description.colourTransfer;
  return render(subject.photo, new ColourTimeline({ form, keyMaps: maps, positionAt: (frame) => frame }), 1);
}

async function render(photo: Photo, colours: Colours, frame: number): Promise<Photo> {
  const renderer = await openRenderer('cpu', {
    photo,
    layers: [],
    motionGrid: { width: 2, height: 2 },
    colourGrid: { width: colours.side, height: colours.side },
    colourTransfer: colours.form,
  });
  try {
    const rgba = new Uint8Array(photo.rgba.length);
    await renderer.renderRgba({ layers: [], colour: colours.colourAt(frame) }, rgba);
    return { width: photo.width, height: photo.height, rgba };
  } finally {
    await renderer.close();
  }
}
