/** What an output is beside its photo. */
export interface OutputFacts {
  /** What it is called if it is not the video itself, such as `poster`. */
  kind: string | null;
  /** In pixels; undefined where nobody knows. */
  width?: number;
  height?: number;
}

/**
 * What a person would call an output: the photo's name without its extension, what it is, and its size.
 * @param photo the photo's name, such as `fjord.jpg`
 * @param key the extension of which is the output's
 */
export function outputName(photo: string, key: string, { kind, width, height }: OutputFacts): string {
  const size = width && height ? `${width}x${height}` : null;
  const parts = [stemOf(photo), kind, size].filter((part) => part !== null);
  return `${parts.join('-')}.${extensionOf(key)}`;
}

/** A name without its extension; one that is nothing but an extension stays. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/u, '');
}

function extensionOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
