/** Text as it may stand in XML: `escapeXml('a<b')` is `a&lt;b`; control characters, which XML has no place for, become spaces. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/\p{Cc}/gu, ' ');
}

/** A coordinate with two decimals at most, without needless zeros: `decimal(1.5)` is `1.5`. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A number as an axis shows it: `axisLabel(1200)` is `1200`, `axisLabel(0.30000000000000004)` is `0.3`. */
export function axisLabel(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Colours that stay apart for colour-blind eyes too, after Okabe and Ito (2008); used in this order, again from the first after the last. */
export const SVG_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#6f6f6f'] as const;

/** The colour of the series with this number. */
export function colourOf(index: number): string {
  return SVG_COLOURS[index % SVG_COLOURS.length] ?? '#000000';
}

/** Round numbers that cover a range, about `count` of them: `axisTicks(0, 9.3)` is 0, 2, 4, 6, 8, 10. */
export function axisTicks(low: number, high: number, count = 5): readonly number[] {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power * count >= span) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** How a text is placed; the rest is as the document says. */
export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  /** Degrees, about the text's own place. */
  readonly turn?: number;
}

/** A text at a place; it is escaped here. */
export function svgText(x: number, y: number, text: string, options: TextOptions = {}): string {
  const { anchor = 'start', size = 12, turn } = options;
  const rotation = turn === undefined ? '' : ` transform="rotate(${turn} ${decimal(x)} ${decimal(y)})"`;
  return `<text x="${decimal(x)}" y="${decimal(y)}" font-size="${size}" text-anchor="${anchor}"${rotation}>${escapeXml(text)}</text>`;
}

/** A straight line; grey when no colour is given. */
export function svgLine(x1: number, y1: number, x2: number, y2: number, colour = '#cccccc'): string {
  return `<line x1="${decimal(x1)}" y1="${decimal(y1)}" x2="${decimal(x2)}" y2="${decimal(y2)}" stroke="${colour}"/>`;
}

/** A filled rectangle. */
export function svgRect(x: number, y: number, width: number, height: number, fill: string, opacity = 1): string {
  const seeThrough = opacity === 1 ? '' : ` fill-opacity="${decimal(opacity)}"`;
  return `<rect x="${decimal(x)}" y="${decimal(y)}" width="${decimal(width)}" height="${decimal(height)}" fill="${fill}"${seeThrough}/>`;
}

/** A whole SVG file with a white ground and its title above; `body` is markup that is already escaped. */
export function svgDocument(width: number, height: number, title: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" fill="#222222">`,
    `<title>${escapeXml(title)}</title>`,
    svgRect(0, 0, width, height, '#ffffff'),
    svgText(width / 2, 22, title, { anchor: 'middle', size: 15 }),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}
