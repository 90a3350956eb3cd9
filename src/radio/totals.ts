/** Sums over plays: how often, how long and by how many something was heard, and how it was liked. */
export interface Totals {
  readonly plays: number;
  readonly airedSeconds: number;
  readonly heardSeconds: number;
  /** Stretches of plays that a listener heard. */
  readonly hearings: number;
  /** Of these, the ones that ended because the listener went away or wanted to skip; and those of them that lasted less than 30 s. */
  readonly left: number;
  readonly early: number;
  /** Votes that count: not after less than 5 s of listening. */
  readonly up: number;
  readonly down: number;
}

/** What songs are counted under: `tempo` in tens, `energy` in tenths, `model` as `notes 1a2b`. Of mood and energy only what was wished for. */
export const TRAITS = ['style', 'model', 'instrument', 'effect', 'mood', 'energy', 'tempo', 'mode'] as const;

/** One of {@link TRAITS}. */
export type Trait = (typeof TRAITS)[number];

/** The sums of all songs that have something in common, such as the trait `style` with the value `house`. */
export interface TraitTotals extends Totals {
  readonly trait: Trait;
  readonly value: string;
}

/** The sums of one song. */
export interface SongTotals extends Totals {
  readonly segmentId: string;
}

/** Reads sums that are kept while plays are logged: quick, however many plays there are. Rejects when the database can't be read now. */
export interface TotalsReader {
  /** By trait, or by one of them, of the days (UTC) from a moment on. In a guild by style only, and what was played, heard and voted there. */
  totals(options?: {
    readonly guildId?: string | undefined;
    readonly from?: number;
    readonly trait?: Trait;
  }): Promise<readonly TraitTotals[]>;
  /** Songs with at least so many votes, the best by the lower end of Wilson's interval, or the worst by its upper end. */
  songs(options: {
    readonly order: 'best' | 'worst';
    readonly votes: number;
    readonly limit: number;
  }): Promise<readonly SongTotals[]>;
}
