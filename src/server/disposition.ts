/** Characters of RFC 8187 that need no encoding in `filename*`. */
const plain = /[A-Za-z0-9!#$&+.^_`|~-]/;
/** What would lead out of a folder, or what file systems keep for themselves. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}"*/:<>?\\|]/gu;
const longestBytes = 200;

/**
 * The Content-Disposition header (RFC 6266) of a file with a name that people gave it: nothing in the name can end the header,
 * name a folder or hide its extension.
 * @param name such as `fjord-1920x1080.mp4`
 */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const safe =
    shorten(
      name
        .replace(/\p{Cs}/gu, '')
        .replace(unsafe, '_')
        .replace(/^[.\s]+/, ''),
    ) || 'file';
  const ascii = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '_')
    .replace(/[%"\\]/g, '_');
  const header = `${kind}; filename="${ascii}"`;
  return safe === ascii ? header : `${header}; filename*=UTF-8''${encode(safe)}`;
}

/** Cuts a name before its extension where it is too long for file systems. */
function shorten(name: string): string {
  const [, stem, extension] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/su.exec(name) ?? [];
  const characters = [...stem];
  while (Buffer.byteLength(characters.join('')) > longestBytes) characters.pop();
  return `${characters.join('').trim()}${extension ?? ''}`;
}

function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
