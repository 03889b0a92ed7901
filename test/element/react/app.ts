import { createElement, StrictMode, useState } from 'react';
import type { Manifest } from '../../../packages/element/src/manifest.ts';
import { DriftscapeVideo } from '../../../packages/element/src/react.ts';

export interface Scenes {
  day: Manifest;
  night: Manifest;
}

/** A page of somebody's site: one video, a button that changes it, and what it said last. */
export function App({ day, night }: Scenes) {
  const [manifest, setManifest] = useState(day);
  const [said, setSaid] = useState('nothing');
  return createElement(
    StrictMode,
    null,
    createElement(DriftscapeVideo, {
      ...{ manifest, alt: 'A lake', className: 'hero', style: { maxWidth: 640 } },
      onPlay: () => setSaid('play'),
      onPause: ({ reason }) => setSaid(reason),
    }),
    createElement('button', { type: 'button', id: 'night', onClick: () => setManifest(night) }, 'Night'),
    createElement('output', null, said),
  );
}
