/** Shows the animation whose manifest the address names: `?manifest=/manifests/<id>.json`. */
import '../../packages/element/src/index.ts';

const output = document.querySelector('output');
const say = (text: string) => {
  if (output) output.textContent = text;
};

addEventListener('driftscape:play', () => say('it plays'));
addEventListener('driftscape:pause', ({ detail }) => say(`it stands: ${detail.reason}`));
addEventListener('driftscape:error', ({ detail }) => say(detail.message));

const manifest = new URLSearchParams(location.search).get('manifest');
if (manifest) document.querySelector('driftscape-video')?.setAttribute('src', manifest);
else say('no manifest is named; add ?manifest=/manifests/<id>.json to the address');
