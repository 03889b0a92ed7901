/**
 * Animates a photo on a running server: `npm run example -- photo.jpg [video.mp4]`.
 * DRIFTSCAPE_URL is the server's address, http://localhost:4000 by default; DRIFTSCAPE_API_KEY a key with the scope
 * `write`, where the server asks for one.
 */
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type AnimationEvent, followAnimation, webSocket } from '../client/follow.ts';
import { createAnimation, uploadImage } from '../client/requests.ts';

const [photoPath, videoPath = 'video.mp4'] = process.argv.slice(2);
const { DRIFTSCAPE_URL = 'http://localhost:4000', DRIFTSCAPE_API_KEY } = process.env;
const headers = DRIFTSCAPE_API_KEY ? { authorization: `Bearer ${DRIFTSCAPE_API_KEY}` } : undefined;
const api = { url: `${DRIFTSCAPE_URL}/graphql`, headers };

/** Where the newest picture lies while the video is rendered. */
const previewPath = join(dirname(videoPath), 'preview.jpg');

async function animate(): Promise<void> {
  if (!photoPath) throw new Error('Expected a photo: npm run example -- photo.jpg [video.mp4]');
  const photo = new File([await openAsBlob(photoPath)], basename(photoPath));
  const imageId = await uploadImage(api, photo);
  const id = await createAnimation(api, imageId, { durationSeconds: 4 });
  const { status, failure, animation } = await followAnimation(api, id, webSocket, show);
  if (!animation.video) throw new Error(failure?.message ?? `The animation was ${status.toLowerCase()}.`);

  const response = await fetch(animation.video.url, { headers });
  await writeFile(videoPath, Buffer.from(await response.arrayBuffer()));
  console.log(`${videoPath}: ${animation.video.widthPixels} × ${animation.video.heightPixels}`);
}

function show(event: AnimationEvent): void {
  switch (event.__typename) {
    case 'AnimationQueuePositionChanged':
      console.log(`place ${event.queuePosition} in the queue`);
      break;
    case 'AnimationStageChanged':
      console.log(event.stage?.toLowerCase().replaceAll('_', ' '));
      break;
    case 'AnimationFrameRendered':
      console.log(`${event.framesDone} of ${event.framesTotal} frames`);
      if (event.preview) savePreview(event.preview.dataUri);
      break;
  }
}

function savePreview(dataUri: string): void {
  const [, base64 = ''] = dataUri.split(',');
  writeFile(previewPath, base64, 'base64').catch(console.error);
}

animate().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
