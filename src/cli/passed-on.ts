/** Options of `animate` that are settings of the same name, passed on unchanged. */
export const passedOn = ['fps', 'seconds', 'ripples', 'drive', 'loop', 'seed', 'crf', 'lossless'] as const;
