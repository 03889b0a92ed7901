import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDriftscape } from '../../src/driftscape.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';
import { ScriptedEngine } from './scripted-engine.ts';

// A process that is in the middle of rendering when it is killed. Its argument is its configuration.
const config = JSON.parse(process.argv[2]);
const engine = new ScriptedEngine();
const { images, animations } = await openDriftscape(config, {
  log: silentLog,
  startEngine: async () => engine,
});
const image = await images.ingest({ name: 'lake.jpg', bytes: await gradientJpeg() });
const { id } = await animations.create({ imageId: image.id, settings: { seconds: 1 } });
const job = await engine.nextJob();
job.stage('rendering');
job.frame(3);
await writeFile(join(job.request.folder, job.request.outputs[0].fileName), 'half a vid');
for await (const event of animations.events(id, { after: 0 })) {
  if (event.type === 'frame') break;
}
process.send?.(id);
