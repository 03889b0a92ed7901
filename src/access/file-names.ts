import type { Output } from '../generated/prisma/client.ts';

/** Formats that people recognise by their extension alone. */
const plainFormats = ['mp4-h264', 'animated-webp', 'animated-avif'];

type Named = Pick<Output, 'kind' | 'format' | 'crop' | 'widthPixels' | 'heightPixels' | 'storageKey'>;

/**
 * A readable name for an output: the photo's name without its extension, the kind of output, and its size, such as
 * `fjord-1920x1080.mp4`, `fjord-9x16-608x1080-av1.mp4` or `fjord-poster-1920x1080.jpg`.
 * @param photo the photo's name, such as `fjord.jpg`
 */
export function outputName(photo: string, output: Named): string {
  const { kind, format, crop, widthPixels, heightPixels, storageKey } = output;
  const parts = [
    stemOf(photo),
    kind === 'POSTER' ? 'poster' : null,
    crop === 'original' ? null : crop.replace(':', 'x'),
    `${widthPixels}x${heightPixels}`,
    codecOf(format),
  ];
  const extension = storageKey.slice(storageKey.lastIndexOf('.') + 1);
  return `${parts.filter((part) => part !== null).join('-')}.${extension}`;
}

/** A name without its extension; a name that is only an extension is kept. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/u, '');
}

/** The part after the container in the name of a format, such as `av1` of `mp4-av1`. */
function codecOf(format: string): string | null {
  if (plainFormats.includes(format)) return null;
  return /-(.+)$/.exec(format)?.[1] ?? null;
}
