import type { Settings } from './settings.ts';

/** What is needed to make the same video elsewhere. */
export interface Recipe {
  imageId: string;
  settings: Settings;
}

const mutation = `mutation Animate($input: CreateAnimationInput!) {
  createAnimation(input: $input) {
    ... on CreateAnimationSuccess {
      animation { id status }
    }
    ... on UserError {
      code
      message
      path
    }
  }
}`;

export function variablesOf({ imageId, settings }: Recipe): string {
  return JSON.stringify({ input: { imageId, settings } }, null, 2);
}

/** The mutation that makes the video, with its variables. */
export function mutationOf(recipe: Recipe): string {
  return `${mutation}\n\n# Variables:\n${variablesOf(recipe).replace(/^/gm, '# ')}\n`;
}

/** The file for the command line's option `--regions`. */
export function regionsFileOf({ settings }: Recipe): string {
  const { regions = [], freeze, anchors, camera, speedPercent } = settings;
  return `${JSON.stringify({ regions, freeze, anchors, camera, speedPercent }, null, 2)}\n`;
}

export interface Playable {
  video: string;
  poster: string | null;
  widthPixels: number;
  heightPixels: number;
}

/** An element that shows the video in any page, without layout shifts. */
export function videoTagOf({ video, poster, widthPixels, heightPixels }: Playable): string {
  const attributes = [
    `src="${escaped(video)}"`,
    ...(poster ? [`poster="${escaped(poster)}"`] : []),
    `width="${widthPixels}" height="${heightPixels}"`,
    'autoplay loop muted playsinline',
  ];
  return `<video ${attributes.join('\n       ')}></video>\n`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
