import { EmbedBuilder, escapeMarkdown } from 'discord.js';
import type { FrontDesk, Recipe, SegmentFacts, Tally, UpNext } from '../radio/index.ts';

/** Limits of an embed's parts, in characters. */
const TITLE_LIMIT = 256;
const FIELD_LIMIT = 1024;

/** The colour of the cards' edge: dusk. */
const CARD_COLOUR = 0x6b5b95;

/** Shortens a text to a limit, with an ellipsis where something is missing. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** What is known about a song: title, style, key, tempo, length, chords, instruments, effects, and what could not be had. */
export function songCard(song: SegmentFacts): EmbedBuilder {
  const card = new EmbedBuilder()
    .setColor(CARD_COLOUR)
    .setTitle(clip(escapeMarkdown(song.title), TITLE_LIMIT))
    .addFields(
      { name: 'Style', value: text(song.style), inline: true },
      { name: 'Key', value: text(song.key), inline: true },
      { name: 'Tempo', value: `${Math.round(song.tempo)} BPM`, inline: true },
      { name: 'Length', value: clockTime(song.seconds), inline: true },
      { name: 'Seed', value: String(song.seed), inline: true },
      { name: 'Chords', value: text(song.chords.join(' – ')) },
      { name: 'Instruments', value: text(named(song.instruments, (part, instrument) => `${part}: ${instrument}`)) },
      { name: 'Effects', value: text(named(song.effects, (effect, level) => `${effect} ${signed(level)} dB`)) },
    );
  const wishes = wishesText(song.recipe);
  if (wishes !== '') card.addFields({ name: 'Wishes', value: text(wishes) });
  return song.warnings.length === 0 ? card : card.addFields({ name: 'Note', value: text(song.warnings.join('\n')) });
}

/** What is on air and what comes next. */
export function nowPlayingCard(desk: Pick<FrontDesk, 'onAir' | 'upNext' | 'listeners'>): EmbedBuilder {
  const onAir = desk.onAir();
  const card =
    onAir.kind === 'song'
      ? songCard(onAir.segment).setDescription(
          `${clockTime(onAir.elapsedSeconds)} of ${clockTime(onAir.segment.seconds)}${onAir.from === 'request' ? ', as requested' : ''}`,
        )
      : new EmbedBuilder()
          .setColor(CARD_COLOUR)
          .setTitle('Rain')
          .setDescription('It rains while the next song is written.');
  const next = desk.upNext()[0];
  return card
    .addFields({ name: 'Next', value: next === undefined ? 'Not decided yet' : text(nextLine(next)) })
    .setFooter({ text: `Listeners: ${desk.listeners()}` });
}

/** How a song was rated so far. */
export function tallyText(tally: Tally): string {
  return `👍 ${tally.up} · 👎 ${tally.down}`;
}

function nextLine(next: UpNext): string {
  const what =
    next.kind === 'ready'
      ? `${next.segment.title} (${next.segment.style})`
      : `${next.style}, ${next.progress.stage} ${Math.round(next.progress.done * 100)} %`;
  return next.requested ? `${what}, requested` : what;
}

/** How the style was asked to be played: `rainy, energy 0.7`; empty when nothing was asked for. */
function wishesText({ mood, energy, classical }: Recipe): string {
  return [
    ...(mood === undefined ? [] : [mood]),
    ...(energy === undefined ? [] : [`energy ${energy}`]),
    ...(classical === undefined ? [] : [`classical ${classical}`]),
  ].join(', ');
}

/** An embed's field may not be empty. */
function text(value: string): string {
  return value === '' ? '–' : clip(escapeMarkdown(value), FIELD_LIMIT);
}

function named<T>(entries: Readonly<Partial<Record<string, T>>>, line: (name: string, value: T) => string): string {
  return Object.entries(entries)
    .flatMap(([name, value]) => (value === undefined ? [] : [line(name, value)]))
    .join('\n');
}

function signed(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`;
}

function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
