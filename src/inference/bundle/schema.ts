import { z } from 'zod';
import { latentCodeSchema } from '../latent-code.ts';

/** Side of the input pictures of the predictors, in pixels (algorithm §2). */
export const networkSize = 256;
/** Side of the input pictures and output shares of the scene network. */
export const sceneSize = 384;
/** Side of the input pictures and flows of the encoders (algorithm §8). */
export const encoderSize = 128;

export const predictorFiles = ['motion.onnx', 'appearance.onnx'] as const;
/** Optional if the bundle says so: the 2019 weights have no motion encoder. */
export const encoderFiles = ['motion-encoder.onnx', 'appearance-encoder.onnx'] as const;
/** Optional: bundles of format 1 have no regions. */
export const sceneFile = 'scene.onnx';
export const codebookFile = 'codebook.json';

export type ModelFile = (typeof predictorFiles)[number] | (typeof encoderFiles)[number] | typeof sceneFile;

/** Tensors of each network, float32, NCHW, RGB (algorithm §8). */
export const modelTensors: Record<ModelFile, { inputs: TensorDims; outputs: TensorDims }> = {
  'motion.onnx': {
    inputs: { image: [1, 3, networkSize, networkSize], code: [1, 8] },
    outputs: { flow: [1, 2, networkSize, networkSize] },
  },
  'appearance.onnx': {
    inputs: { image: [1, 3, networkSize, networkSize], code: [1, 8] },
    outputs: { gain: [1, 3, networkSize, networkSize], bias: [1, 3, networkSize, networkSize] },
  },
  'scene.onnx': {
    inputs: { image: [1, 3, sceneSize, sceneSize] },
    outputs: { shares: [1, 4, sceneSize, sceneSize] },
  },
  'motion-encoder.onnx': {
    inputs: { flow: [1, 2, encoderSize, encoderSize] },
    outputs: { code: [1, 8] },
  },
  'appearance-encoder.onnx': {
    inputs: { image: [1, 3, encoderSize, encoderSize] },
    outputs: { code: [1, 8] },
  },
};
export type TensorDims = Record<string, readonly number[]>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in 64 hexadecimal digits');

/** `bundle.json`. Unknown fields are ignored, so that newer bundles stay readable. */
export const bundleDescriptionSchema = z.object({
  /** Format of the bundle: 2 may contain a scene network, 1 never does. */
  format: z
    .union([z.literal(1), z.literal(2)], {
      error: 'expected bundle format 1 or 2; a bundle of a later format needs a later Driftscape',
    })
    .default(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected a name of small letters, digits and dashes'),
  version: z.string().min(1),
  licence: z.string().min(1),
  /** True if commercial use of the weights is prohibited. */
  nonCommercial: z.boolean(),
  networkSize: z.literal(networkSize),
  /** β of algorithm §3: no flow is longer per axis, in normalised units per step. */
  flowBound: z.number().positive().max(1),
  colourTransfer: z.enum(['tanh', 'tanh-artanh']),
  opset: z.int().min(16).max(18),
  /** sha256 of every other file of the bundle. */
  checksums: z.record(z.string(), sha256),
  /** Training data, steps, date, figures on the held-out clips, for people only. */
  provenance: z.record(z.string(), z.unknown()),
  absent: z.array(z.enum(encoderFiles)).default([]),
});
export type BundleDescription = z.output<typeof bundleDescriptionSchema>;

/** `codebook.json` (algorithm §6): the codes of positions 0…1 and of the built-in presets. */
export const codebookSchema = z
  .object({
    /** Sorted along their first principal component. */
    motion: z.array(latentCodeSchema).min(1).max(100),
    /** Codes of `motion` with a descriptive name, and their measured motion. */
    named: z
      .array(
        z.object({
          name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected a name in kebab case'),
          label: z.string().min(1),
          index: z.int().min(0),
          /** Where a sky is seen to move, anticlockwise from right. */
          directionDegrees: z.number(),
          /** Of a sky, as a share of the width a step. */
          speed: z.number().min(0),
        }),
      )
      .default([]),
    /** The course of the light in one clip each, in order of time. */
    appearance: z.array(z.object({ label: z.string().min(1), codes: z.array(latentCodeSchema).min(1) })),
  })
  .refine(({ motion, named }) => named.every(({ index }) => index < motion.length), {
    error: 'named: expected indices of motion codes',
  });
export type Codebook = z.output<typeof codebookSchema>;
