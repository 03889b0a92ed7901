/** As much of a stored file as it takes to choose among them. */
interface Candidate {
  kind: 'VIDEO' | 'POSTER';
  format: string;
}

/** The video of an animation for who asks for one: the first in MP4 and H.264, which plays everywhere, or else the first. */
export function mainVideo<Output extends Candidate>(outputs: readonly Output[]): Output | undefined {
  return firstOf(outputs, 'VIDEO', 'mp4-h264');
}

/** The poster of an animation for who asks for one: the first JPEG, or else the first. */
export function mainPoster<Output extends Candidate>(outputs: readonly Output[]): Output | undefined {
  return firstOf(outputs, 'POSTER', 'jpeg');
}

function firstOf<Output extends Candidate>(
  outputs: readonly Output[],
  kind: Candidate['kind'],
  format: string,
): Output | undefined {
  const candidates = outputs.filter((output) => output.kind === kind);
  return candidates.find((output) => output.format === format) ?? candidates[0];
}
