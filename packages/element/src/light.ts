import type { Manifest } from './manifest.ts';

const dark = '(prefers-color-scheme: dark)';
/** Some zones are a half or a quarter of an hour off the others. */
const quarterHour = 900_000;

/**
 * Whether it is night for a visitor.
 * @param mode `scheme`: night where dark colours are preferred; `hour`: by the local time; `auto`: either of them; `night`, `day`: always
 * @param dayHours when day begins and ends, such as `7-20`
 */
function isNight(mode: string, dayHours: string | null): boolean {
  const [dawn, dusk] = (dayHours ?? '7-20').split('-').map(Number);
  const hour = new Date().getHours();
  const isDark = matchMedia(dark).matches;
  const isLate = hour < dawn || hour >= dusk;
  return mode === 'night' || (!/hour|day/.test(mode) && isDark) || (/hour|auto/.test(mode) && isLate);
}

/** The manifest of the wanted light, or its address; null `mode` is the manifest itself, and so is a light that nobody made. */
export function manifestInLight(
  manifest: Manifest,
  mode: string | null,
  dayHours: string | null,
): Manifest | string {
  if (!mode) return manifest;
  const night = isNight(mode, dayHours);
  const fits = ({ light, isDark = light === 'night' }: Pick<Manifest, 'light' | 'isDark'>) =>
    isDark === night;
  return fits(manifest) ? manifest : (manifest.companions?.find(fits)?.manifest ?? manifest);
}

/** Calls when it may have become day or night, until `signal` aborts. */
export function watchLight(onChange: () => void, signal: AbortSignal): void {
  matchMedia(dark).addEventListener('change', onChange, { signal });
  // Timers sleep with the machine.
  document.addEventListener('visibilitychange', onChange, { signal });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    timer = setTimeout(
      () => {
        onChange();
        wait();
      },
      quarterHour - (Date.now() % quarterHour) + 50,
    );
  };
  wait();
  signal.addEventListener('abort', () => clearTimeout(timer));
}
