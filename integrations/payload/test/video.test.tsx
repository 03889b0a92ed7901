import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { DriftscapeVideo, type Photo } from '../src/react.ts';

const photo: Photo = { url: '/lake.jpg', alt: 'A lake', width: 1600, height: 900, focalX: 30, focalY: 60 };
const animation = {
  video: { url: '/lake.mp4', mimeType: 'video/mp4' },
  poster: { url: '/lake-poster.jpg', width: 640, height: 360 },
};

it('shows the video with its poster, its size, the photo’s text and its focal point', () => {
  const html = renderToStaticMarkup(<DriftscapeVideo photo={{ ...photo, animation }} className="hero" />);
  for (const part of ['alt="A lake"', 'width="640"', 'height="360"', 'focus-point="0.3 0.6"']) {
    expect(html).toContain(part);
  }
  for (const part of ['class="hero"', '/lake.mp4', '/lake-poster.jpg']) expect(html).toContain(part);
});

it('omits the focal point if the video was cropped around it', () => {
  const cropped = { ...animation, poster: { url: '/p.jpg', width: 360, height: 360 } };
  const html = renderToStaticMarkup(<DriftscapeVideo photo={{ ...photo, animation: cropped }} />);
  expect(html).not.toContain('focus-point');
});

it('shows the photo if there is no video, or if none was fetched', () => {
  for (const none of [null, { video: 3, poster: 4 }]) {
    const html = renderToStaticMarkup(
      <DriftscapeVideo photo={{ ...photo, animation: none }} alt="Water at dusk" />,
    );
    expect(html).toContain('<img src="/lake.jpg" alt="Water at dusk" width="1600" height="900"');
  }
});
