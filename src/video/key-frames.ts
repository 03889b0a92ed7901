/**
 * Seconds between key frames. A player seeks by decoding from the key frame before, so this bounds how long seeking takes;
 * a video of the default length has only its first.
 */
export const keyFrameSeconds = 8;

/**
 * Bits of a key frame as a multiple of what x264 would give it. At each key frame the whole picture is coded anew, so whatever the
 * codec gets wrong changes in one step: still pixels pop. A key frame this good is within a fraction of a level of the one
 * before and of the last frame, and the frames that follow copy its still parts instead of mending them, which saves more
 * than it costs.
 */
export const keyFrameBitsFactor = 8;
