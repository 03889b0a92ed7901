/** Loads a bundle on the device that `auto` finds, in its own process, whose standard error a test reads. */
import { loadBundle } from '../../src/inference/bundle/bundle.ts';

const bundle = await loadBundle(process.argv[2], { device: 'auto', log: (line) => console.log(line) });
console.log(bundle.device);
await bundle.close();
