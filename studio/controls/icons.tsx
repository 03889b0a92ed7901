/** Paths on a square of 24 units, in the colour of the text. */
const paths = {
  select: 'M5 3.5 18.5 11l-6 1.5-3 6z',
  freeze: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  region: 'M15 4.5 19.5 9 11 17.5 6.5 13zM6.5 13c-2.5.5-2 4-4 5.5 3 1.5 7.5 1 8.5-1',
  erase: 'M8 19.5 3.5 15 14 4.5l6 6-9 9zM8.8 9.7l6 6M11 19.5h9',
  arrow: 'M4 18C8 18 9 8 19 7M14.5 3.5 19 7l-3 5',
  anchor:
    'M12 8v12.5M4.5 13.5c0 4 3.5 7 7.5 7s7.5-3 7.5-7M8 11.5h8M12 8a2.3 2.3 0 1 0 0-4.6A2.3 2.3 0 0 0 12 8z',
  undo: 'M8.5 5 4 9.5 8.5 14M4 9.5h9.5a5.5 5.5 0 0 1 0 11H10',
  redo: 'M15.5 5 20 9.5 15.5 14M20 9.5h-9.5a5.5 5.5 0 0 0 0 11H14',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  layers: 'M12 4 3.5 9l8.5 5 8.5-5zM3.5 13.5l8.5 5 8.5-5',
  eye: 'M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5s-7-2-9.5-6.5zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  photo: 'M4 5.5h16v13H4zM4 15.5l4.5-4.5 4 4 3-2.5 4.5 4M15.5 9.5h.01',
  remove: 'M6 6l12 12M18 6 6 18',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  auto: 'M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17',
  open: 'M12 15.5V4M7.5 8.5 12 4l4.5 4.5M4.5 15.5v4.5h15v-4.5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
