import { limits } from '../../limits.ts';
import { builder } from '../builder.ts';
import { PointInput } from '../controls/inputs.ts';
import { EncodingEffort, OutputCrop, OutputFormat, OutputSet } from './enums.ts';
import { words } from './words.ts';

export const EncodingInput = builder.inputType('EncodingInput', {
  description: 'How the video is encoded. For more than one file, see `outputs`.',
  fields: (t) => ({
    format: t.field({ type: OutputFormat, description: `${words.format}. Default: MP4_H264.` }),
    quality: t.int({ description: `${words.quality}. Default: 62.` }),
    effort: t.field({ type: EncodingEffort, description: `${words.effort}. Default: BALANCED.` }),
  }),
});

const OutputInput = builder.inputType('OutputInput', {
  description: 'A file to make.',
  fields: (t) => ({
    format: t.field({ type: OutputFormat, required: true, description: `${words.format}.` }),
    widthPixels: t.int({ description: `${words.widthPixels}. Default: ${words.usualWidth}.` }),
    crop: t.field({ type: OutputCrop, description: `${words.crop}. Default: ORIGINAL.` }),
    focus: t.field({ type: PointInput, description: `${words.focus}.` }),
    quality: t.int({ description: `${words.quality}. Default: from the settings.` }),
    effort: t.field({ type: EncodingEffort, description: `${words.effort}. Default: from the settings.` }),
    bitDepth: t.int({ description: `${words.bitDepth}. Default: the format's default.` }),
    maxBytes: t.field({ type: 'SafeInt', description: `${words.maxBytes}. Default: no limit.` }),
  }),
});

export const OutputsInput = builder.inputType('OutputsInput', {
  description:
    'Which files are made from the same frames: those of a set, those of a list, or both. All must differ.',
  fields: (t) => ({
    set: t.field({ type: OutputSet, description: 'A set of outputs. They come before those of `list`.' }),
    list: t.field({
      type: [OutputInput],
      description:
        `1…${limits.outputs.most} files, including a video unless there is a set. A crop of a video that pages ` +
        'can play gets a JPEG poster unless one of its posters is listed. One frame of all files ' +
        `together has at most ${limits.outputs.mostPixels / 1e6} megapixels. With a set, a file of the whole ` +
        "picture replaces the set's file of the same format and width.",
    }),
  }),
});
