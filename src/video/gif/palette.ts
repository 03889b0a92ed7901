import {
  AV_BUFFERSRC_FLAG_KEEP_REF,
  AV_PIX_FMT_BGRA,
  AVCHROMA_LOC_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_RGB,
} from 'node-av/constants';
import { Filter, type FilterContext, FilterGraph, Frame } from 'node-av/lib';
import type { FrameSpool } from '../budget/spool.ts';
import { type Conversion, PixelConversion } from '../conversion.ts';
import { check } from '../ffmpeg.ts';
import type { FileEncoderParts } from '../file-encoder.ts';
import { FilledFrame } from '../filled-frame.ts';
import type { VideoEncoderSettings } from '../video.ts';

/** Number of frames, spread over the video, that the palette is computed from. */
const sampledFrames = 24;
type Size = Pick<VideoEncoderSettings, 'width' | 'height'>;

/**
 * Computes one palette for all frames, and draws each frame with it. Dithering has a fixed pattern: static pixels stay
 * exactly the same, so they neither flicker nor take space.
 */
export async function paletteFor(
  spool: FrameSpool,
  settings: VideoEncoderSettings,
): Promise<FileEncoderParts> {
  const palette = await findPalette(spool, settings);
  try {
    return { conversion: await PaletteConversion.open(palette, settings) };
  } finally {
    palette.free();
  }
}

/** Fewer colours make a smaller file. */
function coloursAt(crf: number): number {
  return Math.round(Math.min(256, Math.max(8, 256 * 2 ** ((20 - crf) / 7))));
}

async function findPalette(spool: FrameSpool, settings: VideoEncoderSettings): Promise<Frame> {
  const { width, height, crf } = settings;
  const graph = new FilterGraph();
  graph.alloc();
  const rgb = toRgb(settings);
  const filled = new FilledFrame(width, height);
  const palette = new Frame();
  palette.alloc();
  try {
    const source = addFilter(graph, 'buffer', 'in', sourceArguments(settings));
    const finder = addFilter(graph, 'palettegen', 'palette', `max_colors=${coloursAt(crf)}:stats_mode=full`);
    const sink = addFilter(graph, 'buffersink', 'out');
    check(source.link(0, finder, 0), 'find a palette');
    check(finder.link(0, sink, 0), 'find a palette');
    check(await graph.config(), 'find a palette');
    const every = Math.max(1, Math.floor(spool.count / sampledFrames));
    for await (const { yuv, index } of spool.frames((frame) => frame % every === 0)) {
      const frame = await rgb.convert(filled.fill(yuv, index));
      check(await source.buffersrcAddFrame(frame, AV_BUFFERSRC_FLAG_KEEP_REF), 'find a palette');
    }
    check(await source.buffersrcAddFrame(null), 'find a palette');
    check(await sink.buffersinkGetFrame(palette), 'find a palette');
    return palette;
  } catch (error) {
    palette.free();
    throw error;
  } finally {
    filled.free();
    rgb.free();
    graph.free();
  }
}

class PaletteConversion implements Conversion {
  readonly #graph: FilterGraph;
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  readonly #rgb: PixelConversion;
  readonly #drawn = new Frame();

  private constructor(graph: FilterGraph, source: FilterContext, sink: FilterContext, rgb: PixelConversion) {
    this.#graph = graph;
    this.#source = source;
    this.#sink = sink;
    this.#rgb = rgb;
    this.#drawn.alloc();
  }

  static async open(palette: Frame, size: Size): Promise<PaletteConversion> {
    const graph = new FilterGraph();
    graph.alloc();
    try {
      const source = addFilter(graph, 'buffer', 'in', sourceArguments(size));
      const colours = addFilter(graph, 'buffer', 'colours', sourceArguments(palette));
      const drawer = addFilter(graph, 'paletteuse', 'draw', 'dither=bayer:bayer_scale=3');
      const sink = addFilter(graph, 'buffersink', 'out');
      check(source.link(0, drawer, 0), 'use a palette');
      check(colours.link(0, drawer, 1), 'use a palette');
      check(drawer.link(0, sink, 0), 'use a palette');
      check(await graph.config(), 'use a palette');
      palette.pts = 0n;
      check(await colours.buffersrcAddFrame(palette, AV_BUFFERSRC_FLAG_KEEP_REF), 'use a palette');
      check(await colours.buffersrcAddFrame(null), 'use a palette');
      return new PaletteConversion(graph, source, sink, toRgb(size));
    } catch (error) {
      graph.free();
      throw error;
    }
  }

  async convert(frame: Frame): Promise<Frame> {
    const drawn = this.#drawn;
    drawn.unref();
    const rgb = await this.#rgb.convert(frame);
    check(await this.#source.buffersrcAddFrame(rgb, AV_BUFFERSRC_FLAG_KEEP_REF), 'use a palette');
    check(await this.#sink.buffersinkGetFrame(drawn), 'use a palette');
    drawn.pts = frame.pts;
    drawn.duration = frame.duration;
    return drawn;
  }

  free(): void {
    this.#drawn.free();
    this.#rgb.free();
    this.#graph.free();
  }
}

function toRgb({ width, height }: Size): PixelConversion {
  return new PixelConversion({
    width,
    height,
    pixelFormat: AV_PIX_FMT_BGRA,
    colorRange: AVCOL_RANGE_JPEG,
    colorSpace: AVCOL_SPC_RGB,
    chromaLocation: AVCHROMA_LOC_UNSPECIFIED,
  });
}

function addFilter(
  graph: FilterGraph,
  kind: string,
  name: string,
  options: string | null = null,
): FilterContext {
  const filter = Filter.getByName(kind);
  const added = filter && graph.createFilter(filter, name, options);
  if (!added) throw new Error(`Expected FFmpeg with the filter ${kind}, but this build has none`);
  return added;
}

function sourceArguments({ width, height }: Size): string {
  return `video_size=${width}x${height}:pix_fmt=bgra:time_base=1/30:colorspace=gbr:range=pc`;
}
