import type { Look as Named } from '../state/presets.ts';

type Look = Named['look'];

/** Height of the horizon in the picture, of 40. */
const horizon = 24;

/** A small landscape in the colours of a look. */
export function LookPicture({ name, look }: { name: string; look: Look }) {
  const { sky, land, water } = look;
  const stops = skyStops(sky);
  const ground = colourOf(land?.mean) ?? 'oklch(0.4 0.02 250)';
  return (
    <svg viewBox="0 0 64 40" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <linearGradient id={`sky-${name}`} x1="0" y1="0" x2="0" y2="1">
        {stops.map((colour, index) => (
          <stop key={index} offset={index / Math.max(stops.length - 1, 1)} stop-color={colour} />
        ))}
      </linearGradient>
      <rect width="64" height={horizon + 1} fill={`url(#sky-${name})`} />
      <path d={`M0 ${horizon}V20l9-4 8 3 11-8 9 6 8-3 8 5 11-4V${horizon}z`} fill={ground} />
      <rect y={horizon} width="64" height="16" fill={colourOf(water?.mean) ?? ground} />
      <path d="M0 40v-5c9-2 17-1 24 1 6 1.5 10 4 10 4z" fill={ground} opacity="0.9" />
    </svg>
  );
}

/** Gradient from the top to the horizon. */
function skyStops(sky: Look['sky']): string[] {
  const plain = colourOf(sky?.mean) ?? 'oklch(0.7 0.03 250)';
  if (!sky?.heights) return [plain];
  return sky.heights.map(
    (offset) => colourOf(sky.mean.map((value, index) => value + offset[index])) ?? plain,
  );
}

/** CSS colour. @param mean L (0…100), a and b */
function colourOf(mean: readonly number[] | null | undefined): string | null {
  return mean ? `lab(${mean.map((value) => value.toFixed(1)).join(' ')})` : null;
}
