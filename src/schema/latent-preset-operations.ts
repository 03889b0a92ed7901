import { clipLimits } from '../inference/clip/limits.ts';
import { mostMoments } from '../inference/look.ts';
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

const name = 'Unique name of 1…64 small letters and digits with single dashes between them';
const label = 'A short description for people, 1…200 characters';
const codes =
  'Codes of 8 numbers from -20 to 20, near a unit Gaussian: exactly one for motion, 1…256 for appearance';

const PictureMomentInput = builder.inputType('PictureMomentInput', {
  description: 'A picture whose light is wanted at a time.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image`; it may be deleted afterwards.' }),
    at: t.float({ description: 'When, as a share of the way, 0…1. Default: evenly, one after the other.' }),
  }),
});

const CreateLatentPresetInput = builder.inputType('CreateLatentPresetInput', {
  description: 'What `createLatentPreset` takes.',
  fields: (t) => ({
    name: t.string({ required: true, description: `${name}.` }),
    kind: t.field({ type: LatentPresetKind, required: true, description: 'Motion or appearance.' }),
    label: t.string({ description: `${label}. Default: the name.` }),
    codes: t.field({
      type: t.listRef(['Float']),
      description: `${codes}. This, \`imageId\`, \`pictures\` or \`clip\`.`,
    }),
    imageId: t.id({
      description:
        'Global id of an `Image` whose light becomes the preset: its look and its latent code, for APPEARANCE. The image may be deleted afterwards.',
    }),
    pictures: t.field({
      type: [PictureMomentInput],
      description: `Of 2…${mostMoments} pictures the light, one after the other: it becomes a light that changes, for APPEARANCE. Their times rise, or none has one.`,
    }),
    clip: t.field({
      type: 'Upload',
      description:
        `A video from a camera that stands still, of at most ${clipLimits.seconds} s and ${clipLimits.bytes / 1024 ** 2} MiB. For MOTION, how things ` +
        `move in its first ${clipLimits.frames} frames; for APPEARANCE, how its light changes from beginning to end, as in the time lapse of a day. What moves faster than settings can say has a \`speed\` above 1 in the answer, and videos take 1. It is not kept.`,
    }),
  }),
});

const UpdateLatentPresetInput = builder.inputType('UpdateLatentPresetInput', {
  description: 'What `updateLatentPreset` takes; what is left out stays.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Global id of the `LatentPreset` to change.' }),
    name: t.string({ description: `${name}.` }),
    label: t.string({ description: `${label}.` }),
    codes: t.field({ type: t.listRef(['Float']), description: `${codes}.` }),
  }),
});

const DeleteLatentPresetInput = builder.inputType('DeleteLatentPresetInput', {
  description: 'What `deleteLatentPreset` takes.',
  fields: (t) => ({
    presetId: t.id({ required: true, description: 'Global id of the `LatentPreset` to delete.' }),
  }),
});

const BlendSourceInput = builder.inputType('BlendSourceInput', {
  description: 'A preset in a blend.',
  fields: (t) => ({
    preset: t.string({ required: true, description: 'Its name.' }),
    weight: t.float({ required: true, description: '0 or more; what counts is its share of the sum.' }),
  }),
});

const BlendLatentPresetsInput = builder.inputType('BlendLatentPresetsInput', {
  description: 'What `blendLatentPresets` takes.',
  fields: (t) => ({
    name: t.string({ required: true, description: `${name}.` }),
    label: t.string({ description: `${label}. Default: the name.` }),
    sources: t.field({
      type: [BlendSourceInput],
      required: true,
      description: '1…16 presets of the same kind and bundle, one of their weights above 0.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createLatentPreset: t.field({
    type: LatentPreset,
    description:
      "Creates a preset from numbers in the code space of the server's bundle, from the light of images, or from the motion or light of a clip.",
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
      union: { name: 'CreateLatentPresetResult', description: 'The result of `createLatentPreset`.' },
      result: { name: 'CreateLatentPresetSuccess', description: 'The preset can be used by its name.' },
      dataField: { name: 'latentPreset', description: 'The new preset.' },
    },
    resolve: (_root, { input }, context) => createLatentPreset(input, context),
  }),
  updateLatentPreset: t.field({
    type: LatentPreset,
    description: 'Changes a custom preset. Animations made before stay as they are.',
    args: { input: t.arg({ type: UpdateLatentPresetInput, required: true, description: 'The changes.' }) },
    errors: {
      types: [NotFoundError, BuiltInPresetError, InvalidInputError, NameTakenError],
      union: { name: 'UpdateLatentPresetResult', description: 'The result of `updateLatentPreset`.' },
      result: { name: 'UpdateLatentPresetSuccess', description: 'The preset is changed.' },
      dataField: { name: 'latentPreset', description: 'The preset.' },
    },
    resolve: (_root, { input }, context) => updateLatentPreset(input, context),
  }),
  deleteLatentPreset: t.field({
    type: 'ID',
    description: 'Deletes a custom preset. Animations made with it stay.',
    args: { input: t.arg({ type: DeleteLatentPresetInput, required: true, description: 'Which preset.' }) },
    errors: {
      types: [NotFoundError, BuiltInPresetError],
      union: { name: 'DeleteLatentPresetResult', description: 'The result of `deleteLatentPreset`.' },
      result: { name: 'DeleteLatentPresetSuccess', description: 'The preset is gone.' },
      dataField: { name: 'deletedId', description: 'The global id that it had.' },
    },
    resolve: (_root, { input }, context) => deleteLatentPreset(input, context),
  }),
  blendLatentPresets: t.field({
    type: LatentPreset,
    description:
      'Creates a preset as the weighted mean of others. Sequences of appearance are stretched to the longest first.',
    args: { input: t.arg({ type: BlendLatentPresetsInput, required: true, description: 'The blend.' }) },
    errors: {
      types: [InvalidInputError, UnknownPresetError, NameTakenError],
      union: { name: 'BlendLatentPresetsResult', description: 'The result of `blendLatentPresets`.' },
      result: { name: 'BlendLatentPresetsSuccess', description: 'The preset can be used by its name.' },
      dataField: { name: 'latentPreset', description: 'The new preset.' },
    },
    resolve: (_root, { input }, context) => blendLatentPresets(input, context),
  }),
}));
