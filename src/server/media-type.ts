/** A media type as in a header (RFC 9110 §8.3.1). */
export interface MediaType {
  /** Such as `text/html`, in lower case. */
  name: string;
  /** A parameter's value in lower case, without quotes. */
  parameter(key: string): string | undefined;
}

export function parseMediaType(text: string): MediaType {
  const [name, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return {
    name,
    parameter: (key) =>
      parameters
        .find((candidate) => candidate.startsWith(`${key}=`))
        ?.slice(key.length + 1)
        .replaceAll('"', '')
        .trim(),
  };
}

/** Whether text of this type is UTF-8, which is the default. */
export function isUtf8({ parameter }: MediaType): boolean {
  return /^utf-?8$/.test(parameter('charset') ?? 'utf-8');
}
