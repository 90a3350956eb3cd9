import {
  changeSettings,
  DEFAULT_SETTINGS,
  type FrontDesk,
  type GuildDesk,
  type GuildSettings,
  type Heard,
  type Listener,
  type OnAir,
  type RequestInput,
  type RequestOptions,
  type SegmentFacts,
  type SegmentPaths,
  type SettingsChange,
  type SkipOutcome,
  type StemOptions,
  type Stems,
  type Tally,
  type UpNext,
} from '../../src/radio/index.ts';

/** A guild's desk in a test's hands: what all guilds share is the given desk's, and what a guild is asked is remembered. */
export class FakeGuildDesk implements GuildDesk {
  readonly guildId: string;
  readonly #shared: FrontDesk;
  /** What {@link skip} answers. */
  skipOutcome: SkipOutcome = { kind: 'nothing' };
  heardBefore: readonly Heard[] = [];
  nowSettings: GuildSettings = DEFAULT_SETTINGS;
  quiet = false;
  songFiles: SegmentPaths | undefined;
  votes: Tally = { up: 0, down: 0 };
  readonly skips: { readonly listener: string; readonly force?: boolean }[] = [];
  /** Each audience that was told, and whether people moved or the radio did. */
  readonly audiences: { readonly listeners: readonly string[]; readonly because: string | undefined }[] = [];
  readonly requestOptions: RequestOptions[] = [];
  /** What {@link stems} was asked, and what it gives. */
  readonly stemsAsked: (StemOptions & { readonly segmentId: string })[] = [];
  giveStems: () => Promise<Stems> = () => Promise.resolve({ kind: 'gone' });

  constructor(guildId: string, shared: FrontDesk) {
    this.guildId = guildId;
    this.#shared = shared;
  }

  get catalogue() {
    return this.#shared.catalogue;
  }

  onAir(): OnAir {
    return this.#shared.onAir();
  }

  upNext(): readonly UpNext[] {
    return this.#shared.upNext();
  }

  listeners(): number {
    return this.#shared.listeners();
  }

  history(): readonly Heard[] {
    return this.heardBefore;
  }

  tune(listener: Listener): () => void {
    return this.#shared.tune(listener);
  }

  request(input: RequestInput, options: RequestOptions = {}): Promise<SegmentFacts> {
    this.requestOptions.push(options);
    return this.#shared.request(input, options);
  }

  rate(rating: Parameters<FrontDesk['rate']>[0]): ReturnType<FrontDesk['rate']> {
    return this.#shared.rate({ ...rating, guildId: this.guildId });
  }

  skip(options: { readonly listener: string; readonly force?: boolean }): SkipOutcome {
    this.skips.push(options);
    return this.skipOutcome;
  }

  audience(listeners: readonly string[], because?: 'listeners' | 'radio'): void {
    this.audiences.push({ listeners: [...listeners].sort(), because });
  }

  settings(): GuildSettings {
    return this.nowSettings;
  }

  loaded(): Promise<void> {
    return Promise.resolve();
  }

  change(change: SettingsChange): Promise<GuildSettings> {
    try {
      this.nowSettings = changeSettings(this.nowSettings, change);
      return Promise.resolve(this.nowSettings);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  isQuiet(): boolean {
    return this.quiet;
  }

  tally(): Promise<Tally> {
    return Promise.resolve(this.votes);
  }

  files(): SegmentPaths | undefined {
    return this.songFiles;
  }

  stems(segmentId: string, options: StemOptions): Promise<Stems> {
    this.stemsAsked.push({ segmentId, ...options });
    return this.giveStems();
  }

  subscribe(onEvent: Parameters<FrontDesk['subscribe']>[0]): () => void {
    return this.#shared.subscribe(onEvent);
  }
}
