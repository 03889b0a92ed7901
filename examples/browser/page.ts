import { type AnimationEvent, DriftscapeClient, eventStream } from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';

const transports = { eventStream, webSocket };
// The page's own address: vite.config.ts hands these requests on to the server.
const url = new URL('/graphql', location.href).href;
const driftscape = new DriftscapeClient({ url });

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
  const image = await driftscape.upload(photo, { onProgress: (share) => showShare(share, 1) });
  const { id } = await driftscape.animate(image.id, { durationSeconds: 4 });
  // As a page without the key would: with a token for this animation alone.
  const follower = new DriftscapeClient({
    url,
    token: await driftscape.tokenFor(id, 3600),
    transport: transports[transport],
  });
  for await (const event of follower.follow(id)) show(event);
  const animation = await follower.finished(id);
  if (!animation.video) throw new Error('The video was deleted.');
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
      showShare(event.framesDone, event.framesTotal);
      if (!event.preview) break;
      preview.src = event.preview.dataUri;
      preview.hidden = false;
      break;
  }
}

function showShare(done: number, total: number): void {
  progress.hidden = false;
  progress.max = total;
  progress.value = done;
}

function find<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  const element = document.querySelector(name);
  if (!element) throw new Error(`The page lacks <${name}>.`);
  return element;
}
