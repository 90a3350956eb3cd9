import { EmbedBuilder, escapeMarkdown } from 'discord.js';
import type { OnAir, Recipe, SegmentFacts, Tally, UpNext } from '../radio/index.ts';
import { clip } from './clip.ts';
import { lackLines } from './lacks.ts';
import type { Say } from './language/language.ts';
import { keyIn, layerName, moodName } from './names.ts';
import { progression } from './progression.ts';

/** Limits of an embed's parts, in characters. */
const TITLE_LIMIT = 256;
const FIELD_LIMIT = 1024;

/** The colour of the cards' edge: dusk. */
export const CARD_COLOUR = 0x6b5b95;

/** What is shown of a station. */
export interface Showing {
  readonly onAir: OnAir;
  readonly next: UpNext | undefined;
  readonly listeners: number;
  /** Of the song on air; not shown when they are not known. */
  readonly votes?: Tally | undefined;
}

/** What is known about a song: title, style, key, tempo, length, chords, instruments, effects, and what could not be had. */
export function songCard(song: SegmentFacts, say: Say): EmbedBuilder {
  const card = new EmbedBuilder()
    .setColor(CARD_COLOUR)
    .setTitle(clip(escapeMarkdown(song.title), TITLE_LIMIT))
    .addFields(
      { name: say('card.style'), value: text(song.style), inline: true },
      { name: say('card.key'), value: text(keyIn(song.key, say)), inline: true },
      { name: say('card.tempo'), value: `${Math.round(song.tempo)} BPM`, inline: true },
      { name: say('card.length'), value: clockTime(song.seconds), inline: true },
      { name: say('card.seed'), value: String(song.seed), inline: true },
      { name: say('card.chords'), value: text(progression(song.chords)) },
      {
        name: say('card.instruments'),
        value: text(named(song.instruments, (part, one) => `${say(`part.${part}`)}: ${one}`)),
      },
      {
        name: say('card.effects'),
        value: text(named(song.effects, (effect, db) => `${layerName(effect, say)} ${signed(db)} dB`)),
      },
    );
  const wishes = wishesText(song.recipe, say);
  if (wishes !== '') card.addFields({ name: say('card.wishes'), value: text(wishes) });
  const lacks = lackLines(song, say);
  if (lacks.length > 0) card.addFields({ name: say('card.note'), value: clip(lacks.join('\n'), FIELD_LIMIT) });
  return card;
}

/** What is on air and what comes next. */
export function nowPlayingCard({ onAir, next, listeners, votes }: Showing, say: Say): EmbedBuilder {
  const card = onAir.kind === 'song' ? songOnAir(onAir, say) : rain(say);
  if (votes !== undefined) card.addFields({ name: say('card.votes'), value: tallyText(votes), inline: true });
  return card
    .addFields({
      name: say('card.next'),
      value: next === undefined ? say('card.undecided') : text(nextLine(next, say)),
    })
    .setFooter({ text: say('card.listeners', { count: listeners }) });
}

/** How a song was rated so far. */
export function tallyText(tally: Tally): string {
  return `👍 ${tally.up} · 👎 ${tally.down}`;
}

/** One line about a song that comes: what it is, or how far it is. */
export function nextLine(next: UpNext, say: Say): string {
  const what =
    next.kind === 'ready'
      ? `${next.segment.title} (${next.segment.style})`
      : `${next.style}, ${say(`stage.${next.progress.stage}`)} ${Math.round(next.progress.done * 100)} %`;
  return next.requested ? say('card.requested', { what }) : what;
}

function songOnAir({ segment, from, elapsedSeconds }: Extract<OnAir, { kind: 'song' }>, say: Say): EmbedBuilder {
  const key = from === 'request' ? 'card.position-requested' : 'card.position';
  const position = { now: clockTime(elapsedSeconds), all: clockTime(segment.seconds) };
  return songCard(segment, say).setDescription(say(key, position));
}

function rain(say: Say): EmbedBuilder {
  return new EmbedBuilder().setColor(CARD_COLOUR).setTitle(say('card.rain')).setDescription(say('card.rain-text'));
}

/** How the style was asked to be played: `rainy, energy 0.7`; empty when nothing was asked for. */
function wishesText({ mood, energy, classical }: Recipe, say: Say): string {
  return [
    ...(mood === undefined ? [] : [moodName(mood, say)]),
    ...(energy === undefined ? [] : [say('card.energy', { value: energy })]),
    ...(classical === undefined ? [] : [say('card.classical', { value: classical })]),
  ].join(', ');
}

/** An embed's field may not be empty. */
function text(value: string): string {
  return value === '' ? '–' : clip(escapeMarkdown(value), FIELD_LIMIT);
}

function named<K extends string, T>(
  entries: Readonly<Partial<Record<K, T>>>,
  line: (name: K, value: T) => string,
): string {
  // Facts have no other keys than their type says.
  return (Object.entries(entries) as [K, T | undefined][])
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
