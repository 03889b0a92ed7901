import type { Manifest, MediaFile } from './manifest.ts';

/** In CSS pixels. */
export interface Box {
  width: number;
  height: number;
}

/** How many pixels wide a picture of this aspect has to be to cover the box. */
export function neededWidth({ width, height }: Box, aspect: number): number {
  // More pixels than two for one of the page's are not seen in a picture that moves.
  return Math.max(width, height * aspect) * Math.min(devicePixelRatio, 2);
}

/** Those of the crop whose aspect is nearest to the box's. Files that do not say their size fit any box. */
export function fittingCrop<T extends MediaFile>(files: T[], box: Box): T[] {
  const distance = ({ width, height }: MediaFile) =>
    width && height && box.height ? Math.abs(Math.log((width / height) * (box.height / box.width))) : 0;
  const nearest = Math.min(...files.map(distance));
  // Widths are even numbers, so the same crop differs a little from size to size.
  return files.filter((file) => distance(file) < nearest + 0.02);
}

/**
 * The videos to try, the best first: of each codec the smallest that is sharp enough in the box, then all others.
 * @param savesData asks for the smallest instead
 */
export async function rankSources({ sources, durationSeconds }: Manifest, box: Box, savesData: boolean) {
  const probe = document.createElement('video');
  const playable = sources.filter(({ type }) => !type || probe.canPlayType(type));
  const byCodec = Object.values(groupByType(fittingCrop(playable, box)));
  const ranked = byCodec.map((files) => {
    const { width = 0, height = 0 } = files[0];
    const needed = savesData ? 0 : neededWidth(box, width / height || 1);
    // A tenth too small does not show.
    const isEnough = ({ width = Infinity }: MediaFile) => width >= needed * 0.9;
    files.sort((a, b) => (a.width ?? 0) - (b.width ?? 0));
    const best = files.find(isEnough) ?? (files.at(-1) as MediaFile);
    return [best, ...files.filter((file) => file !== best)];
  });
  const isSmooth = await Promise.all(ranked.map(([file]) => playsSmoothly(file, durationSeconds)));
  const inTurn = [true, false].flatMap((wanted) => ranked.filter((_, index) => isSmooth[index] === wanted));
  return [...inTurn.map(([best]) => best), ...inTurn.flatMap(([, ...others]) => others)];
}

function groupByType(files: MediaFile[]): Record<string, MediaFile[]> {
  const groups: Record<string, MediaFile[]> = {};
  for (const file of files) {
    // The level differs from size to size, the codec does not.
    const codec = file.type?.replace(/(codecs="?\w{4}).*/, '$1') ?? '';
    groups[codec] ??= [];
    groups[codec].push(file);
  }
  return groups;
}

/** As far as the browser can say. */
async function playsSmoothly(
  { type, width, height, bytes }: MediaFile,
  seconds?: number | null,
): Promise<boolean> {
  if (!type || !width || !height) return true;
  const bitrate = bytes && seconds ? (bytes * 8) / seconds : 4e6;
  try {
    const video = { contentType: type, width, height, bitrate, framerate: 30 };
    return (await navigator.mediaCapabilities.decodingInfo({ type: 'file', video })).smooth;
  } catch {
    return true;
  }
}
