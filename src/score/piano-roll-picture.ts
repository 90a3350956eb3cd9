import { PPQ, type Note, type Ticks } from './score.ts';
import { colourOf, svgDocument, svgLine, svgRect, svgText } from './svg.ts';

/** Notes of one colour in the picture. */
export interface PictureVoice {
  readonly name: string;
  readonly notes: readonly Note[];
}

/** How a piano roll is drawn. */
export interface PianoRollPictureOptions {
  readonly title: string;
  /** A part of a Score is a voice by its role: `score.parts.map(({ role, notes }) => ({ name: role, notes }))`. */
  readonly voices: readonly PictureVoice[];
  /** The window in ticks; from 0 to the end of the last note when not given. */
  readonly from?: Ticks;
  readonly to?: Ticks;
  /** A bar; 4/4 when not given. */
  readonly ticksPerBar?: Ticks;
}

const WIDTH = 960;
const LEFT = 40;
const RIGHT = 950;
const TOP = 36;
/** Height of a semitone, in pixels. */
const ROW = 5;
/** Lines are drawn for so many bars at most; beyond that for every second, fourth… */
const BAR_LINES_MAX = 64;
/** More notes than anyone can see in one picture; what comes after is not drawn, and the title says so. */
const NOTES_MAX = 5_000;

/**
 * Notes as bars over time, one colour a voice, louder notes more opaque, as the text of an SVG file. It shows the octaves that are
 * used, at least three. The same input gives the same bytes.
 */
export function pianoRollPicture(options: PianoRollPictureOptions): string {
  const { voices, from = 0, ticksPerBar = 4 * PPQ } = options;
  const to = Math.max(from + 1, options.to ?? lastEnd(voices));
  const seen = voices.flatMap(({ notes }, voice) =>
    notes.filter((n) => n.start < to && n.start + n.duration > from).map((note) => ({ ...note, voice })),
  );
  const drawn = seen.slice(0, NOTES_MAX);
  const [low, high] = octaves(drawn.map(({ pitch }) => pitch));
  const bottom = TOP + (high - low) * ROW;
  const x = (ticks: Ticks): number =>
    LEFT + ((Math.min(to, Math.max(from, ticks)) - from) / (to - from)) * (RIGHT - LEFT);
  const everyBar = ticksPerBar * 2 ** Math.max(0, Math.ceil(Math.log2((to - from) / ticksPerBar / BAR_LINES_MAX)));
  const lines: string[] = [];
  for (let pitch = low; pitch <= high; pitch += 12) {
    const y = bottom - (pitch - low) * ROW;
    lines.push(svgLine(LEFT, y, RIGHT, y), svgText(LEFT - 5, y + 4, `C${pitch / 12 - 1}`, { anchor: 'end', size: 10 }));
  }
  for (let bar = Math.ceil(from / everyBar); bar * everyBar <= to; bar += 1) {
    lines.push(svgLine(x(bar * everyBar), TOP, x(bar * everyBar), bottom, '#e6e6e6'));
  }
  const notes = drawn.map(({ start, duration, pitch, velocity, voice }) => {
    const width = Math.max(0.8, x(start + duration) - x(start) - 0.4);
    return svgRect(
      x(start),
      bottom - (pitch - low + 1) * ROW,
      width,
      ROW - 1,
      colourOf(voice),
      0.35 + (0.65 * velocity) / 127,
    );
  });
  const legend = voices.flatMap(({ name }, index) => [
    svgRect(LEFT + index * 130, bottom + 12, 12, 6, colourOf(index)),
    svgText(LEFT + 18 + index * 130, bottom + 19, name.slice(0, 18), { size: 11 }),
  ]);
  const title =
    seen.length > NOTES_MAX ? `${options.title} (the first ${NOTES_MAX} of ${seen.length} notes)` : options.title;
  return svgDocument(WIDTH, bottom + 30, title, [...lines, ...notes, ...legend]);
}

function lastEnd(voices: readonly PictureVoice[]): Ticks {
  return voices.reduce((end, { notes }) => notes.reduce((last, n) => Math.max(last, n.start + n.duration), end), 0);
}

/** The C below the lowest pitch and the C above the highest, three octaves apart at least. */
function octaves(pitches: readonly number[]): readonly [number, number] {
  const lowest = pitches.reduce((a, b) => Math.min(a, b), pitches[0] ?? 60);
  const highest = pitches.reduce((a, b) => Math.max(a, b), pitches[0] ?? 60);
  const low = Math.floor(lowest / 12) * 12;
  return [low, Math.max(low + 36, (Math.floor(highest / 12) + 1) * 12)];
}
