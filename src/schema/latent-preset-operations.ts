import { clipLimits } from '../inference/clip/limits.ts';
import { mostMoments } from '../inference/look.ts';
import { codeCounts } from '../presets/kinds.ts';
import {
  blendLatentPresets,
  createLatentPreset,
  deleteLatentPreset,
  updateLatentPreset,
} from '../resolvers/own-presets.ts';
import { builder } from './builder.ts';
import {
  BuiltInPresetError,
  EngineCrashedError,
  InvalidClipError,
  InvalidInputError,
  NameTakenError,
  NotFoundError,
  StorageFullError,
  UnknownPresetError,
} from './errors.ts';
import { LatentPreset, LatentPresetKind } from './latent-preset.ts';

const name = 'Unique name of 1…64 lower-case letters and digits, with single hyphens between them';
const label = 'A short description for people, 1…200 characters';
const codes = `Codes of 8 numbers from -20 to 20, near a unit Gaussian: ${codeCounts}`;

const PictureMomentInput = builder.inputType('PictureMomentInput', {
  description: 'A picture that provides the light at a point in time.',
  fields: (t) => ({
    imageId: t.id({
      required: true,
      description: 'Global id of the `Image`, which may be deleted afterwards.',
    }),
    at: t.float({
      description: 'Point in time, as a share of the whole course, 0…1. Default: evenly spaced.',
    }),
  }),
});

const CreateLatentPresetInput = builder.inputType('CreateLatentPresetInput', {
  description: 'Input of `createLatentPreset`.',
  fields: (t) => ({
    name: t.string({ required: true, description: `${name}.` }),
    kind: t.field({ type: LatentPresetKind, required: true, description: 'What it describes.' }),
    label: t.string({ description: `${label}. Default: the name.` }),
    codes: t.field({
      type: t.listRef(['Float']),
      description: `${codes}. Give one of \`codes\`, \`imageId\`, \`pictures\` and \`clip\`.`,
    }),
    imageId: t.id({
      description:
        'Global id of an `Image` whose light becomes the preset (look and latent code), for APPEARANCE. The ' +
        'image may be deleted afterwards.',
    }),
    pictures: t.field({
      type: [PictureMomentInput],
      description:
        `2…${mostMoments} pictures whose lights follow one another, for APPEARANCE: the preset is a light that ` +
        'changes. Give increasing times, or none at all.',
    }),
    clip: t.field({
      type: 'Upload',
      description:
        `A video from a fixed camera, at most ${clipLimits.seconds} s and ${clipLimits.bytes / 1024 ** 2} MiB. ` +
        `For MOTION, the motion in its first ${clipLimits.frames} frames; for APPEARANCE, the change of light ` +
        'from start to end, such as a time lapse of a day. If it moves faster than settings allow, the returned ' +
        '`speed` is above 1, and videos use 1. The clip is not stored.',
    }),
  }),
});

const UpdateLatentPresetInput = builder.inputType('UpdateLatentPresetInput', {
  description: 'Input of `updateLatentPreset`. Omitted fields stay unchanged.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Global id of the `LatentPreset` to change.' }),
    name: t.string({ description: `${name}.` }),
    label: t.string({ description: `${label}.` }),
    codes: t.field({ type: t.listRef(['Float']), description: `${codes}.` }),
  }),
});

const DeleteLatentPresetInput = builder.inputType('DeleteLatentPresetInput', {
  description: 'Input of `deleteLatentPreset`.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Global id of the `LatentPreset` to delete.' }),
  }),
});

const BlendSourceInput = builder.inputType('BlendSourceInput', {
  description: 'A preset of a blend.',
  fields: (t) => ({
    preset: t.string({ required: true, description: 'Its name.' }),
    weight: t.float({
      required: true,
      description: 'Weight, 0 or more, relative to the sum of all weights.',
    }),
  }),
});

const BlendLatentPresetsInput = builder.inputType('BlendLatentPresetsInput', {
  description: 'Input of `blendLatentPresets`.',
  fields: (t) => ({
    name: t.string({ required: true, description: `${name}.` }),
    label: t.string({ description: `${label}. Default: the name.` }),
    sources: t.field({
      type: [BlendSourceInput],
      required: true,
      description: '1…16 presets of the same kind and bundle, at least one with a weight above 0.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createLatentPreset: t.field({
    type: LatentPreset,
    description:
      "Creates a preset: from codes in the code space of the server's model bundle, from the light of images, " +
      'or from the motion or light of a clip.',
    args: { input: t.arg({ type: CreateLatentPresetInput, required: true, description: 'The preset.' }) },
    errors: {
      types: [
        NotFoundError,
        InvalidInputError,
        InvalidClipError,
        NameTakenError,
        StorageFullError,
        EngineCrashedError,
      ],
      union: { name: 'CreateLatentPresetResult', description: 'Result of `createLatentPreset`.' },
      result: { name: 'CreateLatentPresetSuccess', description: 'The preset can be used by name.' },
      dataField: { name: 'latentPreset', description: 'The new preset.' },
    },
    resolve: (_root, { input }, context) => createLatentPreset(input, context),
  }),
  updateLatentPreset: t.field({
    type: LatentPreset,
    description: 'Changes a custom preset. Existing animations stay unchanged.',
    args: { input: t.arg({ type: UpdateLatentPresetInput, required: true, description: 'The changes.' }) },
    errors: {
      types: [NotFoundError, BuiltInPresetError, InvalidInputError, NameTakenError],
      union: { name: 'UpdateLatentPresetResult', description: 'Result of `updateLatentPreset`.' },
      result: { name: 'UpdateLatentPresetSuccess', description: 'The preset is changed.' },
      dataField: { name: 'latentPreset', description: 'The preset.' },
    },
    resolve: (_root, { input }, context) => updateLatentPreset(input, context),
  }),
  deleteLatentPreset: t.field({
    type: 'ID',
    description: 'Deletes a custom preset. Animations made with it are kept.',
    args: { input: t.arg({ type: DeleteLatentPresetInput, required: true, description: 'Which preset.' }) },
    errors: {
      types: [NotFoundError, BuiltInPresetError],
      union: { name: 'DeleteLatentPresetResult', description: 'Result of `deleteLatentPreset`.' },
      result: { name: 'DeleteLatentPresetSuccess', description: 'The preset is deleted.' },
      dataField: { name: 'deletedId', description: 'Its former global id.' },
    },
    resolve: (_root, { input }, context) => deleteLatentPreset(input, context),
  }),
  blendLatentPresets: t.field({
    type: LatentPreset,
    description:
      'Creates a preset as the weighted mean of others. Appearance sequences are first stretched to the longest ' +
      'one.',
    args: { input: t.arg({ type: BlendLatentPresetsInput, required: true, description: 'The blend.' }) },
    errors: {
      types: [InvalidInputError, UnknownPresetError, NameTakenError],
      union: { name: 'BlendLatentPresetsResult', description: 'Result of `blendLatentPresets`.' },
      result: { name: 'BlendLatentPresetsSuccess', description: 'The preset can be used by name.' },
      dataField: { name: 'latentPreset', description: 'The new preset.' },
    },
    resolve: (_root, { input }, context) => blendLatentPresets(input, context),
  }),
}));
