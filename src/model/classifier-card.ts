import type { ClassifierFacts, ClassifierModel } from './classifier-file.ts';
import { FEATURE_NAMES } from './classifier-features.ts';
import type { ClassifierMeasures, Confusion, SourceMeasures } from './classifier-measures.ts';
import { CLASSIFIER_WEIGHTS } from './classifier-network.ts';
import { GENRES } from './classifier-songs.ts';
import { WINDOW } from './classifier-windows.ts';
import { modelVersion } from './model-file.ts';

/** What is known of the sources of the shipped classifier, for the card of one that learnt from them. */
const SOURCE_NOTES: Readonly<Record<string, string>> = {
  Debian: 'renderings of one program (MMA) of its grooves over other chords: they say little about real EDM',
  'LMMS/lmms': 'songs that people made with a sequencer',
  'omarperacha/js-fakes': 'four-part chorales that a network wrote, all of one texture',
  'MutopiaProject/MutopiaProject': 'scores of piano, song and chamber music, from the Baroque to about 1920',
  'cheriell/ClassicalPianoMIDI-dataset': 'piano pieces, sequenced with expressive timing',
};

/** The classifier's card, in Markdown: what it is, how well it does by song, by window and by source, what it learnt from. */
export function classifierCard(model: ClassifierModel): string {
  const { training: facts } = model;
  const numbers = CLASSIFIER_WEIGHTS.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  const best = facts.history.find(({ epoch }) => epoch === facts.bestEpoch);
  const single = facts.singleFeature;
  return `# classifier

Tells EDM from Classical, window by window; a song's verdict is the mean of its windows' log odds.

| | |
|---|---|
| version | ${modelVersion(model)} |
| sha256 of weights.bin | ${model.sha256} |
| numbers | ${numbers} (32-bit floats) |
| network | ${FEATURE_NAMES.length} features of ${WINDOW} sixteenths (eight bars of 4/4), half overlapping; one hidden layer; two outputs |
| seed | ${facts.seed} |
| schedule | ${Object.entries(facts.schedule)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')}; Adam, cosine decay, gradients clipped at 5 |
| trained | ${facts.history.length} epochs in ${facts.seconds.toFixed(0)} seconds on the backend ${facts.backend}; epoch ${facts.bestEpoch} was kept (${best?.heldOutLoss.toFixed(3) ?? '?'} bits per window on the validation songs; a coin has 1) |
| calibration | Platt's, one for songs and one for windows, on the cross-validated songs; it takes either genre for as likely as the other |
| again | \`raindial train classifier --corpus DIR --seed ${facts.seed}\` |

## What it hears

Intervals of the highest and the lowest notes, what begins together, how many pitches there are, when notes begin within the beat and how far
apart, and how much comes back after a beat, a bar, two and four bars. Notes are put on a grid of sixteenths first. It does not know the key,
velocities, how long notes are held, tracks, instruments, drums, tempo, meter or the file's resolution: they would give the file away
rather than the music. It is a dense network over features, and no LSTM over notes, since there is too little EDM to learn from.

## How well it does

Songs of one rhythm (the same onsets in the first window, as when a groove is rendered over several progressions) are on one side of each split.
The baselines: always saying the same genre has a balanced accuracy of .5; the best single feature ("${single.feature}") with a threshold
has ${figure(single.balancedSongs)} by song under the same cross-validation as the network.

${[
  section(
    'All songs, held out',
    'Each song once, by a network that had not learnt from it: the three groups below together.',
    facts.heldOut,
  ),
  section(
    'Cross-validation',
    'The training and validation songs, each judged by a network trained without its fifth of them.',
    facts.crossValidation,
  ),
  section('Test songs', 'Songs that nothing was learnt from and nothing decided by.', facts.test),
  section(
    'Songs that may not train',
    'Songs whose licence keeps them out of the training: judged only, by the network as it is shipped.',
    facts.measured,
  ),
].join('')}### Without the source

Each source judged by a network trained without any of it. Where the only other source of the genre is of another kind, that is close to asking for a
genre it never heard: read it as how much of the accuracy rests on having heard the source.

${sourceTable(facts.withoutSource)}

## What it learnt from

${facts.songs.train} songs to train, ${facts.songs.validation} to validate, ${facts.songs.test} to test, ${facts.songs.measure} only measured. Genres weigh alike in training, the sources of
a genre alike, and a source's songs alike. The sha256 over the songs' own and their uses is ${facts.dataHash}. The songs themselves are not part of this repository.

${table(['genre', 'source', 'licence', 'used for', 'songs'], sourceRows(facts))}

## What not to expect

- It knows two answers. Pop, jazz or a drum track get one of them too, and the probability does not say that neither fits.
${largestSources(facts)}
- Music played freely against the file's beat falls between the sixteenths, and the repetition in it is not seen.
- Where one genre is played like the other (a loop of a prelude, an orchestral break), the timeline says so, and rightly.
`;
}

/** How much of each genre is of one source, and what the sources are. */
function largestSources({ sources }: ClassifierFacts): string {
  const perSource = new Map<string, number>();
  for (const { genre, source, songs } of sources) {
    perSource.set(`${genre}\n${source}`, (perSource.get(`${genre}\n${source}`) ?? 0) + songs);
  }
  const lines = GENRES.map((genre) => {
    const own = [...perSource].filter(([key]) => key.startsWith(`${genre}\n`)).sort(([, a], [, b]) => b - a);
    const total = own.reduce((sum, [, songs]) => sum + songs, 0);
    const listed = own.map(([key, songs]) => {
      const source = key.split('\n')[1] ?? '';
      const note = SOURCE_NOTES[source];
      return `${songs} ${source}${note === undefined ? '' : ` (${note})`}`;
    });
    return `- Of its ${total} ${genre} songs so many are of one source: ${listed.join('; ')}. Read the figures by source.`;
  });
  return lines.join('\n');
}

function section(title: string, text: string, measures: ClassifierMeasures | undefined): string {
  if (measures === undefined) return '';
  const { balancedSongs, balancedWindows, songs, windows, calibrationError, sources } = measures;
  return `### ${title}

${text}

Balanced accuracy ${figure(balancedSongs)} by song, ${figure(balancedWindows)} by window; expected calibration error ${calibrationError.toFixed(3)} by song.

${confusionTable(songs, windows)}

${sourceTable(sources)}

`;
}

function confusionTable(songs: Confusion, windows: Confusion): string {
  const rows = GENRES.map((genre, index) => [
    `is ${genre}`,
    ...(songs[index] ?? []).map(String),
    ...(windows[index] ?? []).map(String),
  ]);
  const heads = ['songs', 'windows'].flatMap((what) => GENRES.map((genre) => `${what}: said ${genre}`));
  return table(['', ...heads], rows);
}

function sourceTable(sources: readonly SourceMeasures[]): string {
  const rows = sources.map(({ genre, source, songs, rightSongs, windows, rightWindows }) => [
    genre,
    source,
    `${rightSongs} of ${songs}`,
    `${rightWindows} of ${windows} (${figure(rightWindows / windows)})`,
  ]);
  return table(['genre', 'source', 'right songs', 'right windows'], rows);
}

function sourceRows(facts: ClassifierFacts): readonly (readonly string[])[] {
  return facts.sources.map(({ genre, source, licence, use, songs }) => [genre, source, licence, use, String(songs)]);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

function figure(share: number | undefined): string {
  return share === undefined ? 'unknown (a genre is missing)' : share.toFixed(3).replace(/^0/, '');
}
