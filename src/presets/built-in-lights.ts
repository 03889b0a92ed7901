import { type BuiltInLook, builtInLooks } from '../inference/built-in-looks.ts';

/** A light with its common name, and its looks. */
export interface BuiltInLight {
  name: string;
  label: string;
  description: string;
  /** The first has the light's name, the others add a word to it. */
  variants: readonly BuiltInLook[];
}

/** What a light looks like, for users. */
const descriptions: Record<string, string> = {
  dawn: 'Rose and violet low in the sky before sunrise, the land still dim.',
  morning: 'A fresh blue sky and soft, warm light from the side.',
  noon: 'A deep blue sky and bright, clear colours.',
  'golden-hour': 'Low sun: warm light over everything, a pale golden sky.',
  sunset: 'A glowing orange sky over darkening land.',
  'violet-evening': 'A violet sky after sunset, the land still warm.',
  afterglow: 'The last red in the clouds, the land nearly dark.',
  'blue-hour': 'Deep, even blue between sunset and night.',
  'moonlit-night': 'A dark blue night that can still be read, edges in the light of the moon.',
  overcast: 'A closed grey sky, flat light and calm colours.',
  storm: 'Heavy, dark clouds and drained colours.',
};

/** The built-in lights, in the order of a day. A look whose name extends another's is a variant of it. */
export const builtInLights: readonly BuiltInLight[] = builtInLooks
  .filter(({ name }) => !builtInLooks.some((other) => name.startsWith(`${other.name}-`)))
  .map((first) => ({
    name: first.name,
    label: first.label,
    description: descriptions[first.name] ?? `${first.label}.`,
    variants: builtInLooks.filter(({ name }) => name === first.name || name.startsWith(`${first.name}-`)),
  }));
