/**
 * Seconds between key frames. A player seeks by decoding from the previous key frame, so this limits the time of
 * seeking. A video of the default length has only its first.
 */
export const keyFrameSeconds = 8;

/**
 * Bits of a key frame, as a multiple of what x264 would use. At each key frame the whole picture is coded anew, so
 * coding errors change in one step: static pixels pop. A key frame of this quality differs by a fraction of a level
 * from the previous one and from the last frame, and later frames copy its static parts instead of correcting them,
 * which saves more than it costs.
 */
export const keyFrameBitsFactor = 8;
