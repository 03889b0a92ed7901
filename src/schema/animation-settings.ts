import { codeLength } from '../inference/latent-code.ts';
import { type Light, lightSchema, mostMoments } from '../inference/look.ts';
import { loopModes, loops } from '../inference/loop.ts';
import { mostOf, rangeOf, speedDefault, standardOf } from '../inference/setting-words.ts';
import {
  isLight,
  leastCrf,
  type AnimationSettings as Settings,
  standardIfAbsent,
} from '../inference/settings.ts';
import type { NamedSettings } from '../resolvers/masks.ts';
import { encoderPresets } from '../video/presets.ts';
import { builder } from './builder.ts';
import { codesCost, listCost } from './connections.ts';
import { CameraInput, FreezeInput, PointInput, RegionInput } from './controls/inputs.ts';
import {
  anchorsCost,
  CameraSetting,
  FreezeSetting,
  freezeCost,
  PointSetting,
  RegionSetting,
  regionsCost,
} from './controls/settings.ts';
import { most, words } from './controls/words.ts';
import { EncodingInput, OutputsInput } from './outputs/inputs.ts';
import { OutputsSetting } from './outputs/settings.ts';

/** What the API calls a value that the settings have in small letters. */
function enumName(value: string): string {
  return value.toUpperCase().replaceAll('-', '_');
}

const LoopMode = builder.enumType('LoopMode', {
  description: 'How the end of the video joins its beginning.',
  values: Object.fromEntries(
    loopModes.map((mode) => [enumName(mode), { value: mode, description: loops[mode].description }]),
  ),
});

const Drive = builder.enumType('Drive', {
  description: 'How the flow of each step is obtained.',
  values: {
    STEADY: {
      value: 'steady',
      description: 'One flow field, predicted from the photo, is used for the whole video.',
    },
    RECURRENT: { value: 'recurrent', description: 'Each step predicts its flow from the previous frame.' },
  } as const,
});

const EncoderPreset = builder.enumType('EncoderPreset', {
  description: 'Speed of the video encoder: slower presets make smaller files of the same quality.',
  values: Object.fromEntries(
    encoderPresets.map((preset) => [
      enumName(preset),
      { value: preset, description: `The x264 preset \`${preset}\`.` },
    ]),
  ),
});

const code = `${codeLength} finite numbers, near a unit Gaussian`;

const MotionInput = builder.inputType('MotionInput', {
  isOneOf: true,
  description: 'How things move: exactly one of these.',
  fields: (t) => ({
    position: t.float({ description: "Position 0…1 in the model bundle's motion codebook." }),
    preset: t.string({ description: 'Name of a `LatentPreset` of kind MOTION.' }),
    code: t.floatList({ description: `A latent code: ${code}.` }),
  }),
});

const LightCourse = builder.enumType('LightCourse', {
  description: 'How the light moves through its looks.',
  values: {
    THERE_AND_BACK: {
      value: 'there-and-back',
      description:
        'To the last look and back the same way; if the video does not loop, only to the last look.',
    },
    ROUND: { value: 'round', description: 'Through all looks, then directly back to the start.' },
    HELD: {
      value: 'held',
      description:
        'One look for the whole video: with the same motion, a photo gives a day and a night version.',
    },
  } as const,
});

const lightAt =
  'Point in time, as a share of the whole course: 0 (start) … 1 (end, or turning point). Set it for all looks ' +
  'or for none';
const lightStrength = 'How strongly the looks are applied, 0 (not at all) … 1';

const LightMomentInput = builder.inputType('LightMomentInput', {
  description: 'A look at a point in time.',
  fields: (t) => ({
    preset: t.string({
      required: true,
      description: 'Name of a `LatentPreset` of kind APPEARANCE that has a look.',
    }),
    at: t.float({ description: `${lightAt}. Default: evenly spaced.` }),
  }),
});

const LightInput = builder.inputType('LightInput', {
  description:
    "Light defined by looks: the colours of the photo's sky, land and water are changed to those of each look. " +
    "It starts with the photo's own light unless a look is set at 0.",
  fields: (t) => ({
    moments: t.field({
      type: [LightMomentInput],
      required: true,
      description: `1…${mostMoments} looks, in order.`,
    }),
    strength: t.float({
      description: `${lightStrength}. Default: ${standardOf(lightSchema.shape.strength)}.`,
    }),
    course: t.field({
      type: LightCourse,
      description:
        'How the light moves through the looks; HELD needs exactly one. Default: ' +
        `${enumName(standardOf(lightSchema.shape.course))}.`,
    }),
  }),
});

const AppearanceInput = builder.inputType('AppearanceInput', {
  isOneOf: true,
  description: 'How light and colours change over the video: exactly one of these.',
  fields: (t) => ({
    position: t.float({ description: 'Position 0…1 among the appearance sequences of the model bundle.' }),
    preset: t.string({
      description:
        'Name of a `LatentPreset` of kind APPEARANCE. A preset of the codebook is used by its codes, any ' +
        'other by its look if it has one.',
    }),
    light: t.field({ type: LightInput, description: 'Looks, and how the light moves through them.' }),
    codes: t.field({
      type: t.listRef(['Float']),
      description: `1…256 latent codes spread evenly over the video, each ${code}.`,
    }),
  }),
});

const widths = "Both sides are even; the height keeps the photo's aspect ratio";
const usualWidth =
  "the photo's, scaled down to at most 1920 pixels per side and to what H.264 level 4.2 allows";
const crfNote =
  `${leastCrf} (best) … ${mostOf('crf')} (worst). 0 counts as ${leastCrf}, because few programs play videos ` +
  'encoded with 0: see `lossless`';

export const AnimationSettingsInput = builder.inputType('AnimationSettingsInput', {
  description: 'What the video looks like. Every field is optional.',
  fields: (t) => ({
    widthPixels: t.int({
      description: `Width of the video, ${rangeOf('widthPixels')}. ${widths}. Default: ${usualWidth}.`,
    }),
    fps: t.float({ description: `Frames per second, ${rangeOf('fps')}. Default: ${standardOf('fps')}.` }),
    durationSeconds: t.float({
      description: `Length of the video, ${rangeOf('seconds')}. Default: ${standardOf('seconds')}.`,
    }),
    motion: t.field({
      type: MotionInput,
      description: `How things move. Default: position ${standardOf('motion')}.`,
    }),
    appearance: t.field({
      type: AppearanceInput,
      description: 'How light and colours change. Default: no change.',
    }),
    speed: t.float({
      description:
        `Speed of motion, 0 (still) … ${mostOf('speed')}: the factor applied to the predicted motion in each ` +
        `frame. Default: that of the motion preset if it has one, otherwise ${speedDefault}.`,
      deprecationReason:
        'Since 2026-11: use `speedPercent`, which means the same at every frame rate and size.',
    }),
    speedPercent: t.float({ description: `${words.speedPercent}. Default: set by \`speed\`.` }),
    ripples: t.float({
      description: `Strength of the ripples on water, 0 (none) … ${mostOf('ripples')} (rough); 1 is a breeze. Default: ${standardOf('ripples')}.`,
    }),
    drive: t.field({
      type: Drive,
      description: `How the flow of each step is obtained. Default: ${enumName(standardOf('drive'))}.`,
    }),
    loop: t.field({
      type: LoopMode,
      description: `How the video loops. Default: ${enumName(standardOf('loop'))}.`,
    }),
    seed: t.field({
      type: 'SafeInt',
      description:
        `Varies the chosen motion slightly, ${rangeOf('seed')}; the same seed always gives the same video. ` +
        'Default: no variation.',
    }),
    crf: t.int({
      description: `Constant rate factor of the encoder, ${crfNote}. Default: ${standardOf('crf')}.`,
      deprecationReason: 'Since 2026-11: use `encoding.quality`, which means the same for every codec.',
    }),
    lossless: t.boolean({
      description:
        'Encodes without loss, regardless of `crf`. Browsers and many players cannot play such a video; video ' +
        'editors can. Refused with the set WEB. ' +
        `Default: ${standardOf('lossless')}.`,
    }),
    encoderPreset: t.field({
      type: EncoderPreset,
      description: `Speed of the encoder. Default: ${enumName(standardOf('encoderPreset'))}.`,
      deprecationReason: 'Since 2026-11: use `encoding.effort`, which means the same for every codec.',
    }),
    encoding: t.field({
      type: EncodingInput,
      description:
        'How the video is encoded. With `outputs`, these are the defaults for outputs that do not set their ' +
        'own values.',
    }),
    outputs: t.field({
      type: OutputsInput,
      description:
        'Which files are made from the same frames: sizes, crops and formats. Default: a video as set in ' +
        '`encoding`, and a JPEG poster.',
    }),
    regions: t.field({ type: [RegionInput], description: `${words.regions}. At most ${most.regions}.` }),
    freeze: t.field({ type: [FreezeInput], description: `${words.freeze}. At most ${most.freezes}.` }),
    anchors: t.field({ type: [PointInput], description: `${words.anchors}. At most ${most.anchors}.` }),
    camera: t.field({ type: CameraInput, description: `${words.camera}. Default: none.` }),
  }),
});

const MotionSetting = builder.objectRef<Settings['motion']>('MotionSetting').implement({
  description: 'How things move: exactly one field is given. A preset appears as its code.',
  fields: (t) => ({
    position: t.float({
      nullable: true,
      description: "Position 0…1 in the model bundle's motion codebook.",
      resolve: (motion) => (typeof motion === 'number' ? motion : null),
    }),
    code: t.floatList({
      nullable: true,
      description: `A latent code: ${code}.`,
      resolve: (motion) => (typeof motion === 'number' ? null : motion),
    }),
  }),
});

type LightMoment = Light['moments'][number];

const LightMomentSetting = builder.objectRef<LightMoment>('LightMomentSetting').implement({
  description: 'A look at a point in time.',
  fields: (t) => ({
    preset: t.string({
      nullable: true,
      description: 'Name of the preset that the look came from; it may have changed since.',
      resolve: ({ name }) => name ?? null,
    }),
    at: t.float({
      nullable: true,
      description: `${lightAt}; null if evenly spaced.`,
      resolve: ({ at }) => at ?? null,
    }),
  }),
});

const LightSetting = builder.objectRef<Light>('LightSetting').implement({
  description: 'Light defined by looks.',
  fields: (t) => ({
    moments: t.field({
      type: [LightMomentSetting],
      description: 'The looks, in order.',
      complexity: listCost(mostMoments),
      resolve: ({ moments }) => moments,
    }),
    strength: t.exposeFloat('strength', { description: `${lightStrength}.` }),
    course: t.expose('course', {
      type: LightCourse,
      description: 'How the light moves through the looks.',
    }),
  }),
});

const AppearanceSetting = builder
  .objectRef<Exclude<Settings['appearance'], 'none'>>('AppearanceSetting')
  .implement({
    description:
      'How light and colours change: exactly one field is given. A preset appears as its codes or its look.',
    fields: (t) => ({
      position: t.float({
        nullable: true,
        description: 'Position 0…1 among the appearance sequences of the model bundle.',
        resolve: (appearance) => (typeof appearance === 'number' ? appearance : null),
      }),
      codes: t.field({
        type: t.listRef(['Float']),
        nullable: true,
        description: `Latent codes spread evenly over the video, each ${code}.`,
        complexity: codesCost,
        resolve: (appearance) => (Array.isArray(appearance) ? appearance : null),
      }),
      light: t.field({
        type: LightSetting,
        nullable: true,
        description: 'Light defined by looks.',
        resolve: (appearance) => (isLight(appearance) ? appearance : null),
      }),
    }),
  });

export const AnimationSettings = builder.objectRef<NamedSettings>('AnimationSettings').implement({
  description:
    'The settings of an animation, with all defaults filled in. The same settings give the same frames.',
  fields: (t) => ({
    widthPixels: t.exposeInt('widthPixels', {
      nullable: true,
      description: `Requested width. Null for ${usualWidth}. ${widths}.`,
    }),
    fps: t.exposeFloat('fps', { description: 'Frames per second.' }),
    durationSeconds: t.exposeFloat('seconds', { description: 'Length of the video.' }),
    motion: t.expose('motion', { type: MotionSetting, description: 'How things move.' }),
    appearance: t.field({
      type: AppearanceSetting,
      nullable: true,
      description: 'How light and colours change; null if they do not.',
      resolve: ({ appearance }) => (appearance === 'none' ? null : appearance),
    }),
    speed: t.exposeFloat('speed', {
      description: `Speed of motion, ${rangeOf('speed')}: the factor applied to the predicted motion in each frame.`,
    }),
    ripples: t.float({
      description: `Strength of the ripples on water, ${rangeOf('ripples')}.`,
      resolve: ({ ripples }) => ripples ?? 1,
    }),
    drive: t.expose('drive', { type: Drive, description: 'How the flow of each step is obtained.' }),
    loop: t.expose('loop', { type: LoopMode, description: 'How the video loops.' }),
    seed: t.expose('seed', {
      type: 'SafeInt',
      nullable: true,
      description: `Varies the motion, ${rangeOf('seed')}; null for none.`,
    }),
    crf: t.exposeInt('crf', {
      description: `Constant rate factor of the encoder, ${crfNote}.`,
    }),
    lossless: t.boolean({
      description: 'Whether the encoding is lossless.',
      resolve: ({ lossless }) => lossless ?? standardIfAbsent.lossless,
    }),
    encoderPreset: t.expose('encoderPreset', { type: EncoderPreset, description: 'Speed of the encoder.' }),
    outputs: t.field({
      type: OutputsSetting,
      nullable: true,
      description: 'Which files are made. Null for an H.264 video and a JPEG poster.',
      resolve: ({ outputs }) => outputs ?? null,
    }),
    speedPercent: t.float({
      nullable: true,
      description: `${words.speedPercent}; null to use \`speed\`.`,
      resolve: ({ speedPercent }) => speedPercent ?? null,
    }),
    regions: t.field({
      type: [RegionSetting],
      nullable: true,
      complexity: regionsCost,
      description: `${words.regions}. Null for none.`,
      resolve: ({ regions }) => regions ?? null,
    }),
    freeze: t.field({
      type: [FreezeSetting],
      nullable: true,
      complexity: freezeCost,
      description: `${words.freeze}. Null for none.`,
      resolve: ({ freeze }) => freeze ?? null,
    }),
    anchors: t.field({
      type: [PointSetting],
      nullable: true,
      complexity: anchorsCost,
      description: `${words.anchors}. Null for none.`,
      resolve: ({ anchors }) => anchors ?? null,
    }),
    camera: t.field({
      type: CameraSetting,
      nullable: true,
      description: `${words.camera}; null if it stands still.`,
      resolve: ({ camera }) => camera ?? null,
    }),
  }),
});
