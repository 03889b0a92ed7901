import { type FormatName, formats, posterFormatNames, videoFormatNames } from './formats.ts';

let available: Promise<readonly FormatName[]> | undefined;

/** The formats that this build of FFmpeg and sharp supports. They are queried once, on first use. */
export function availableFormats(): Promise<readonly FormatName[]> {
  available ??= askBuild();
  return available;
}

/** Why a format is not available here, by name; null if it is. */
export async function missingFormat(name: FormatName): Promise<string | null> {
  if ((await availableFormats()).includes(name)) return null;
  return `Expected a format that this server makes, but its build has no encoder for ${formats[name].title}`;
}

async function askBuild(): Promise<readonly FormatName[]> {
  const [{ default: sharp }, { Codec, OutputFormat }, { profileOf }, { muxerOf }] = await Promise.all([
    import('sharp'),
    import('node-av/lib'),
    import('./encoders/registry.ts'),
    import('./files/muxers.ts'),
  ]);
  const videos = videoFormatNames.filter((format) => {
    const muxer = muxerOf(format);
    const hasMuxer = !muxer || OutputFormat.guessFormat(muxer.ffmpegName, null, null) !== null;
    return hasMuxer && Codec.findEncoderByName(profileOf({ format }).ffmpegName) !== null;
  });
  // In sharp, AVIF is a variant of HEIF.
  const written = { jpeg: sharp.format.jpeg, webp: sharp.format.webp, avif: sharp.format.heif };
  const posters = posterFormatNames.filter((format) => written[format]?.output.buffer);
  return [...videos, ...posters];
}
