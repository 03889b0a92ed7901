import { builtInLooks } from './built-in-looks.ts';
import type { Look } from './look.ts';
import { type AnimationSettings, isLight } from './settings.ts';

/** Lightness (CIELAB) below which the sky of a look, or else its land or water, is that of a night. */
const darkLightness = 35;

/**
 * True if a whole video is in the light of night or the blue hour, for pages in dark mode. Built-in looks are marked;
 * others are measured. The photo's own light counts as day, and so does changing light.
 */
export function isDarkLight({ appearance }: Pick<AnimationSettings, 'appearance'>): boolean {
  if (!isLight(appearance) || appearance.course !== 'held' || appearance.strength < 0.5) return false;
  const [{ name, look }] = appearance.moments;
  const builtIn = builtInLooks.find((known) => known.name === name);
  return builtIn ? Boolean(builtIn.isDark) : isDarkLook(look);
}

function isDarkLook({ sky, land, water }: Look): boolean {
  const [lightness] = (sky ?? land ?? water)?.mean ?? [100];
  return lightness < darkLightness;
}
