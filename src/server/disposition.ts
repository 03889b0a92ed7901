/** Characters of RFC 8187 that need no encoding in `filename*`. */
const plain = /[A-Za-z0-9!#$&+.^_`|~-]/;
/** Path separators, invisible characters, and characters reserved by file systems. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}"*/:<>?\\|]/gu;
const longestStemBytes = 200;

/**
 * The Content-Disposition header (RFC 6266) of a file with a user-supplied name. Nothing in the name can end the
 * header, refer to a folder or hide its extension.
 * @param name such as `fjord-1920x1080.mp4`
 */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const safe = safeName(name);
  const ascii = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|[%"*/:<>?\\|]/gu, '_');
  const header = `${kind}; filename="${ascii}"`;
  return safe === ascii ? header : `${header}; filename*=UTF-8''${encode(safe)}`;
}

function safeName(name: string): string {
  const [, stem, extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/su.exec(name) ?? [];
  const clean = shorten(stem.replace(unsafe, '_').replace(/^[.\s]+/u, '')).trim();
  return `${clean || 'file'}${extension}`;
}

/** Truncates a text that is too long for file systems, between two characters. */
function shorten(text: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestStemBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
