import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const place = 'driftscape-theme';

/** Light, dark, or the system's setting. */
export const theme = signal<Theme>((localStorage.getItem(place) as Theme | null) ?? 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(place, theme.value);
});

const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Whether loops play. Initially off for users who prefer reduced motion. */
export const isPlaying = signal(!lessMotion.matches);

lessMotion.addEventListener('change', () => {
  isPlaying.value = !lessMotion.matches;
});
