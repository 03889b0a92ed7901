import { aboutCode, userErrorCodes } from '../error-codes.ts';
import { errorTypeName } from './errors.ts';

/** The table in docs/errors.md of all codes of expected errors, in Markdown, by the alphabet. */
export function errorsTable(): string {
  const rows = userErrorCodes.toSorted().map((code) => {
    const { meaning, remedy, endsRenderings } = aboutCode(code);
    const type = errorTypeName({ code });
    const places = [...(type ? [`\`${type}\``] : []), ...(endsRenderings ? ['`failure`'] : [])];
    return `| \`${code}\` | ${places.join(', ')} | ${meaning} | ${remedy} |`;
  });
  return ['| Code | Where | What it means | What to do |', '|---|---|---|---|', ...rows].join('\n');
}
