/** A curve through measured points, from zero on both axes. */
export interface LinePicture {
  /** Part of the file's name. */
  name: string;
  title: string;
  /** Axis labels, with units. */
  across: string;
  up: string;
  points: [number, number][];
}

const [width, height] = [480, 280];
const plot = { left: 60, right: 20, top: 40, bottom: 45 };

/** The picture as SVG, every point labelled with its value. */
export function drawLine({ title, across, up, points }: LinePicture): string {
  const farthest = Math.max(...points.map(([x]) => x));
  const highest = Math.max(...points.map(([, y]) => y)) * 1.1;
  const toX = (x: number) => plot.left + (x / farthest) * (width - plot.left - plot.right);
  const toY = (y: number) => height - plot.bottom - (y / highest) * (height - plot.top - plot.bottom);
  const path = points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ');
  const marks = points.map(
    ([x, y]) =>
      `<circle cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="3" fill="#1f6f8b"/>` +
      `<text x="${toX(x).toFixed(1)}" y="${(toY(y) - 8).toFixed(1)}" text-anchor="end">${short(y)}</text>` +
      `<text x="${toX(x).toFixed(1)}" y="${height - plot.bottom + 15}" text-anchor="middle">${short(x)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="10">
<title>${title}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${width / 2}" y="20" text-anchor="middle" font-size="13">${title}</text>
<path d="M${toX(0)} ${toY(highest)}V${toY(0)}H${toX(farthest)}" fill="none" stroke="#888"/>
<polyline points="${path}" fill="none" stroke="#1f6f8b" stroke-width="2"/>
${marks.join('\n')}
<text x="${width / 2}" y="${height - 10}" text-anchor="middle">${across}</text>
<text x="15" y="${height / 2}" text-anchor="middle" transform="rotate(-90 15 ${height / 2})">${up}</text>
</svg>
`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
