import { CORRELATED_SONGS, RANKED_VOTES } from './rated-songs.ts';
import { EARLY_SECONDS } from './group-figures.ts';
import { ENOUGH_VOTES } from '../../statistics/index.ts';

/** What each figure of the report is. */
export const DEFINITIONS = {
  plays: 'airings of songs of the group that began in the stretch of time',
  listenerMinutes: 'minutes that listeners were there, added up over them',
  stays: 'stretches that a listener was there within one play; who leaves and comes back has two',
  up: 'thumbs up: the last vote of each listener on each play, if they had listened for 5 s',
  down: 'thumbs down, counted in the same way',
  voters: 'different listeners among the votes; many votes of few people are less sure than the interval says',
  liked: `share of thumbs up among votes with its 95 % Wilson interval; below ${ENOUGH_VOTES} votes there is not enough data`,
  earlyLeaves: `share of listeners there from the start who leave or skip within ${EARLY_SECONDS} s, estimated after Kaplan and Meier with its 95 % interval; from ${ENOUGH_VOTES} stays on`,
  listenThrough:
    'share of listeners there from the start who hear the end of the song, estimated after Kaplan and Meier on its length with its 95 % interval; who comes late counts from then on, who is cut off counts until then',
  survival:
    'share of listeners there from the start who still stay, by seconds into the song (Kaplan and Meier); a leave or a skip of their own ends a stay; the end of the song, the bot moving and a lost connection do not count as leaves; 95 % interval by Greenwood on the scale of log(-log)',
  votes: 'thumbs up and down, of the basis, on A and on B',
  difference: `share of thumbs up of A minus that of B with its 95 % interval (Newcombe 1998, method 10); both need ${ENOUGH_VOTES} votes; one in twenty such intervals misses, so among many a few look different by chance`,
  probabilityAbove:
    "probability that A's true share is above B's, when each is uniform before the votes (beta posteriors)",
  basis: `blind plays: songs that were drawn blindly, which alone compare A with B fairly, always for versions on trial, else if both have ${ENOUGH_VOTES} votes on them; otherwise all plays, of which some were chosen because they were liked`,
  seed: 'the number that a song is drawn from: with the same style and wishes, the same build makes the same song of it',
  atLeast: `lower end of the song's 95 % Wilson interval: the best songs are sorted by it; from ${RANKED_VOTES} votes on`,
  atMost: `upper end of the song's 95 % Wilson interval: the worst songs are sorted by it; from ${RANKED_VOTES} votes on`,
  songs: 'different songs that have a vote and the measure',
  rho: `rank correlation (Spearman) of a measure with the share of thumbs up over songs that have a vote, with its 95 % interval; from ${CORRELATED_SONGS} songs on; the share is (up + 1) / (votes + 2)`,
} as const;

/** A figure of the report. */
export type Defined = keyof typeof DEFINITIONS;
