/**
 * Animates a photo on a running server: `npm run example -- photo.jpg [video.mp4]`.
 * DRIFTSCAPE_URL is the server's URL, http://localhost:4000 by default; DRIFTSCAPE_API_KEY a key with the scope `write`,
 * where the server asks for one.
 */
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type AnimationEvent, DriftscapeClient } from '@driftscape/client';
import { serverUrl } from '../server.ts';

const [photoPath, videoPath = 'video.mp4'] = process.argv.slice(2);
const { DRIFTSCAPE_API_KEY } = process.env;
const driftscape = new DriftscapeClient({ url: `${serverUrl}/graphql`, token: DRIFTSCAPE_API_KEY });

/** Where the newest picture lies while the video is rendered. */
const previewPath = join(dirname(videoPath), 'preview.jpg');

async function animate(): Promise<void> {
  if (!photoPath) throw new Error('Expected a photo: npm run example -- photo.jpg [video.mp4]');
  const photo = new File([await openAsBlob(photoPath)], basename(photoPath));
  const image = await driftscape.upload(photo);
  const { id } = await driftscape.animate(image.id, { durationSeconds: 4 });
  for await (const event of driftscape.follow(id)) show(event);

  const { video } = await driftscape.finished(id);
  if (!video) throw new Error('The video was deleted.');
  const response = await driftscape.fetchFile(video.url);
  await writeFile(videoPath, Buffer.from(await response.arrayBuffer()));
  console.log(`${videoPath}: ${video.widthPixels} × ${video.heightPixels}`);
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
