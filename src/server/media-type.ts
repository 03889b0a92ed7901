/** A media type as a header has it (RFC 9110 §8.3.1). */
export interface MediaType {
  /** Such as `text/html`, in small letters. */
  name: string;
  /** A parameter's value in small letters, without quotes. */
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

/** Whether text of this type is UTF-8, as it is where nothing else is said. */
export function isUtf8({ parameter }: MediaType): boolean {
  return /^utf-?8$/.test(parameter('charset') ?? 'utf-8');
}
