import { type AnimationEvent, eventStream, followAnimation, webSocket } from '../client/follow.ts';
import { createAnimation, createAnimationToken, sendImage } from '../client/requests.ts';

const transports = { eventStream, webSocket };
// The page's own address: vite.config.ts hands these requests on to the server.
const api = { url: new URL('/graphql', location.href).href };

const form = find('form');
const button = find('button');
const progress = find('progress');
const output = find('output');
const preview = find('img');
const video = find('video');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  button.disabled = true;
  preview.hidden = video.hidden = true;
  try {
    await animate(fields.get('photo') as File, fields.get('transport') as keyof typeof transports);
  } catch (error) {
    output.value = (error as Error).message;
  } finally {
    button.disabled = false;
    progress.hidden = true;
  }
});

async function animate(photo: File, transport: keyof typeof transports): Promise<void> {
  output.value = 'uploading';
  const imageId = await sendImage(api, photo);
  const id = await createAnimation(api, imageId, { durationSeconds: 4 });
  const headers = { authorization: `Bearer ${await createAnimationToken(api, id)}` };
  const connect = transports[transport];
  const { status, failure, animation } = await followAnimation({ ...api, headers }, id, connect, show);
  if (!animation.video) throw new Error(failure?.message ?? `The animation was ${status.toLowerCase()}.`);
  if (animation.poster) video.poster = animation.poster.url;
  video.src = animation.video.url;
  video.hidden = false;
  preview.hidden = true;
  output.value = `${animation.video.widthPixels} × ${animation.video.heightPixels}`;
}

function show(event: AnimationEvent): void {
  switch (event.__typename) {
    case 'AnimationQueuePositionChanged':
      output.value = `place ${event.queuePosition} in the queue`;
      break;
    case 'AnimationStageChanged':
      output.value = event.stage?.toLowerCase().replaceAll('_', ' ') ?? '';
      break;
    case 'AnimationFrameRendered':
      progress.hidden = false;
      progress.max = event.framesTotal;
      progress.value = event.framesDone;
      if (!event.preview) break;
      preview.src = event.preview.dataUri;
      preview.hidden = false;
      break;
  }
}

function find<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  const element = document.querySelector(name);
  if (!element) throw new Error(`The page lacks <${name}>.`);
  return element;
}
