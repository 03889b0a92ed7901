import { limits } from '../../limits.ts';
import { listOf, type OutputSpec, type OutputsSetting as Setting } from '../../outputs/spec.ts';
import { builder } from '../builder.ts';
import { listCost } from '../connections.ts';
import { PointSetting } from '../controls/settings.ts';
import { EncodingEffort, OutputCrop, OutputFormat, OutputSet } from './enums.ts';
import { words } from './words.ts';

const OutputSetting = builder.objectRef<OutputSpec>('OutputSetting').implement({
  description: 'A requested file.',
  fields: (t) => ({
    format: t.expose('format', { type: OutputFormat, description: `${words.format}.` }),
    widthPixels: t.int({
      nullable: true,
      description: `${words.widthPixels}. Null for ${words.usualWidth}.`,
      resolve: ({ widthPixels }) => widthPixels,
    }),
    crop: t.field({
      type: OutputCrop,
      description: `${words.crop}.`,
      resolve: ({ crop }) => crop ?? 'original',
    }),
    focus: t.field({
      type: PointSetting,
      nullable: true,
      description: `${words.focus}. Null if not set.`,
      resolve: ({ focus }) => focus,
    }),
    quality: t.int({
      nullable: true,
      description: `${words.quality}. Null: from the settings.`,
      resolve: ({ quality }) => quality,
    }),
    effort: t.field({
      type: EncodingEffort,
      nullable: true,
      description: `${words.effort}. Null: from the settings.`,
      resolve: ({ effort }) => effort,
    }),
    bitDepth: t.int({
      nullable: true,
      description: `${words.bitDepth}. Null: the format's default.`,
      resolve: ({ bitDepth }) => bitDepth,
    }),
    maxBytes: t.field({
      type: 'SafeInt',
      nullable: true,
      description: `${words.maxBytes}. Null: no limit.`,
      resolve: ({ maxBytes }) => maxBytes,
    }),
  }),
});

export const OutputsSetting = builder.objectRef<Setting>('OutputsSetting').implement({
  description: 'Which files to make: those of a set, those of a list, or both.',
  fields: (t) => ({
    set: t.field({
      type: OutputSet,
      nullable: true,
      description: 'A set of outputs.',
      resolve: (setting) => (Array.isArray(setting) ? null : 'web'),
    }),
    list: t.field({
      type: [OutputSetting],
      nullable: true,
      complexity: listCost(limits.outputs.most),
      description: 'Files, in the order of the request.',
      resolve: (setting) => (setting === 'web' ? null : listOf(setting)),
    }),
  }),
});
