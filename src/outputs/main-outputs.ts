/** The fields of a stored file needed to choose among them. */
interface Candidate {
  kind: 'VIDEO' | 'POSTER';
  format: string;
  crop: string;
}

/** The main video of an animation: the first in MP4 and H.264, which plays everywhere, otherwise the first video. */
export function mainVideo<Output extends Candidate>(outputs: readonly Output[]): Output | undefined {
  return firstOf(outputs, 'VIDEO', 'mp4-h264');
}

/**
 * The main poster of an animation: of those that show the same crop as the main video, or of all if there are none, the
 * first JPEG, otherwise the first.
 */
export function mainPoster<Output extends Candidate>(outputs: readonly Output[]): Output | undefined {
  const crop = mainVideo(outputs)?.crop;
  const matching = outputs.filter((output) => output.crop === crop);
  return firstOf(matching, 'POSTER', 'jpeg') ?? firstOf(outputs, 'POSTER', 'jpeg');
}

function firstOf<Output extends Candidate>(
  outputs: readonly Output[],
  kind: Candidate['kind'],
  format: string,
): Output | undefined {
  const candidates = outputs.filter((output) => output.kind === kind);
  return candidates.find((output) => output.format === format) ?? candidates[0];
}
