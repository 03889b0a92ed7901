import { UserError } from '../errors.ts';
import { passedOn } from './passed-on.ts';

/** The options of settings. */
const optionOfSetting: Record<string, string> = {
  ...Object.fromEntries(passedOn.map((name) => [name, `--${name}`])),
  widthPixels: '--width',
  speedPercent: '--speed-percent',
  encoderPreset: '--preset',
  'appearance.strength': '--light-strength',
  'appearance.course': '--light-course',
  speed: '--speed',
};

/**
 * The same error with the names of the command line: options in place of settings, and files in place of their indices.
 * @param files paths of the outputs, as the caller wrote them
 */
export function inOptionWords(error: unknown, files: readonly string[] = []): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, message, path, isRetryable, cause } = error;
  const rename = (setting: string) => {
    const [, index, field] = /^outputs\.(\d+)\.?(.*)$/.exec(setting) ?? [];
    if (index === undefined) return optionOfSetting[setting] ?? setting;
    return [files[Number(index)] ?? setting, field].filter(Boolean).join(': ');
  };
  const named = message.replaceAll(
    /(^|; )([\w.]+): (?=Expected)/g,
    (_, before, setting) => `${before}${rename(setting)}: `,
  );
  // Planning names the output by its path alone.
  const file = path[0] === 'outputs' && named === message ? files[Number(path[1])] : undefined;
  const text = file === undefined ? named : `${file}: ${named}`;
  return new UserError(code, text, { path, isRetryable, cause: cause ?? error });
}
