import type { Airing, Airwave, Turn } from './airwave.ts';
import { Attendance, type Place } from './attendance.ts';
import type { Catalogue, FrontDesk, Listener, OnAir, RequestInput, StationEvent, UpNext } from './front-desk.ts';
import type { GuildDesk, Heard, RequestOptions, SkipOutcome, StemOptions } from './guild-desk.ts';
import type { GuildRoomOptions, OwnProgramme } from './guild-room-options.ts';
import type { GuildSettings, SettingsChange } from './guild-settings.ts';
import type { Tally } from './ports.ts';
import { isQuiet } from './quiet-hours.ts';
import { RequestCount } from './request-rules.ts';
import { parseRequest } from './request.ts';
import { RoomAir } from './room-air.ts';
import { RoomSettings } from './room-settings.ts';
import { RoomSongs } from './room-songs.ts';
import { RoomStems } from './room-stems.ts';
import { RoomWishes } from './room-wishes.ts';
import type { SegmentPaths } from './segment-file.ts';
import type { SegmentFacts } from './segment.ts';
import type { Stems } from './stems.ts';
import { Subscribers } from './subscribers.ts';

/** So many songs to a guild's wishes that it has not heard lately are enough: no more are made for it. */
const PLENTY = 12;

/** A room goes back to the common programme when a song begins there, and so little is left of its own: 20 s. */
const NEAR_PACKETS = 20 * 50;

/** Having come to the end of a song, it waits for that so long at most, over the pad: 8 s. */
const REST_PACKETS = 8 * 50;

/**
 * A guild's part of the station. It hears the common programme until it skips, asks for something, or wishes for something else; then one of its own,
 * which begins where the common one is. Having nothing of its own any more, it goes back where a song begins.
 */
export class GuildRoom implements GuildDesk {
  readonly guildId: string;
  readonly catalogue: Catalogue;
  readonly #options: GuildRoomOptions;
  readonly #air: RoomAir;
  readonly #attendance: Attendance;
  readonly #settings: RoomSettings;
  readonly #requests = new RequestCount();
  readonly #songs = new RoomSongs();
  readonly #stems: RoomStems;
  readonly #subscribers: Subscribers;
  readonly #votes = new Set<string>();
  readonly #wishes: RoomWishes;
  /** Other songs were wished for just now: they need not wait for the end of the one on air. */
  #isTurningOver = false;
  #skipped: string | undefined;
  #audience = 0;

  constructor(options: GuildRoomOptions) {
    const { guildId, book, catalogue, common, log, report, wallClock } = options;
    this.guildId = guildId;
    this.catalogue = catalogue;
    this.#options = options;
    this.#subscribers = new Subscribers(log);
    this.#wishes = new RoomWishes(options);
    this.#air = new RoomAir({ common, open: (like) => options.open(this.#ownProgramme(), like), close: options.close });
    this.#attendance = new Attendance({
      guildId,
      onAir: () => placeOn(this.#air.airwave),
      hash: (listener) => book.hash(listener),
      wallClock,
      report,
    });
    this.#settings = new RoomSettings({ ...options, store: options.settings, onChange: () => this.#settingsChanged() });
    this.#stems = new RoomStems({
      ...options,
      shelf: options.stems,
      admit: (listener) => this.#requests.admit(undefined, listener, this.#settings.now, wallClock()),
    });
    void this.#settings.load();
  }

  /** Whether it hears the common programme now. */
  get isCommon(): boolean {
    return this.#air.own === undefined;
  }

  /** How many people hear it. */
  get audienceCount(): number {
    if (this.#air.connections === 0) return 0;
    return this.#attendance.count ?? this.#air.connections;
  }

  onAir(): OnAir {
    return this.#air.airwave.onAir();
  }

  upNext(): readonly UpNext[] {
    return this.#air.airwave.upNext();
  }

  history(): readonly Heard[] {
    return this.#songs.history;
  }

  listeners(): number {
    return this.audienceCount;
  }

  tune(listener: Listener, options: { readonly recent?: number } = {}): () => void {
    const leave = this.#air.tune(listener, options);
    this.#audienceChanged();
    return () => {
      leave();
      this.#audienceChanged();
    };
  }

  audience(listeners: readonly string[], because: 'listeners' | 'radio' = 'listeners'): void {
    this.#attendance.set(listeners, because === 'radio' ? 'cut' : 'left');
    this.#audienceChanged();
  }

  async request(input: RequestInput, options: RequestOptions = {}): Promise<SegmentFacts> {
    const { listener, isExempt = false, onProgress, place } = options;
    const { random, wallClock } = this.#options;
    const recipe = parseRequest(input, this.catalogue, Math.floor(random() * 0x1_0000_0000));
    const isHeld = listener !== undefined && !isExempt;
    const takeBack = isHeld ? this.#requests.admit(recipe, listener, this.#settings.now, wallClock()) : () => undefined;
    try {
      return await this.#toOwn().line.request(recipe, onProgress, { isNext: place === 'next' });
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  skip({ listener, force = false }: { readonly listener: string; readonly force?: boolean }): SkipOutcome {
    const airing = this.#air.airwave.airing;
    if (airing === undefined || !this.#air.airwave.programme.mayFade) return { kind: 'nothing' };
    const voter = this.#options.book.hash(listener);
    if (!force && this.#attendance.count !== undefined && !this.#attendance.isPresent(voter)) return { kind: 'absent' };
    this.#votes.add(voter);
    const needed = Math.max(1, Math.ceil(this.#settings.now.voteSkip * this.audienceCount));
    const isKnown = this.#attendance.count !== undefined;
    const votes = [...this.#votes].filter((vote) => !isKnown || this.#attendance.isPresent(vote)).length;
    if (!force && votes < needed) return { kind: 'voted', votes, needed };
    this.#skipped = airing.play.id;
    this.#toOwn().programme.fade('skipped');
    return { kind: 'skipped', segment: airing.segment };
  }

  rate(rating: Parameters<FrontDesk['rate']>[0]): ReturnType<FrontDesk['rate']> {
    return this.#options.book.rate({ ...rating, guildId: this.guildId }, this.#air.airwave.airing, (listener, playId) =>
      this.#attendance.heardSeconds(listener, playId),
    );
  }

  settings(): GuildSettings {
    return this.#settings.now;
  }

  loaded(): Promise<void> {
    return this.#settings.load();
  }

  change(change: SettingsChange): Promise<GuildSettings> {
    return this.#settings.change(change);
  }

  isQuiet(): boolean {
    return isQuiet(this.#settings.now, this.#options.wallClock());
  }

  tally(segmentId: string): Promise<Tally> {
    return this.#options.book.tally(segmentId);
  }

  files(segmentId: string): SegmentPaths | undefined {
    return this.#options.files(segmentId);
  }

  stems(segmentId: string, options: StemOptions): Promise<Stems> {
    return this.#stems.get(segmentId, options);
  }

  subscribe(onEvent: (event: StationEvent) => void): () => void {
    return this.#subscribers.add(onEvent);
  }

  /** What comes next on what it hears has changed. */
  upNextChanged(): void {
    this.#subscribers.tell({ kind: 'up-next' });
    if (this.#isTurningOver) this.#turnOver();
  }

  /** What it hears has turned to something else; only for the airwave that it hears. */
  turned(turn: Turn): void {
    this.#attendance.turn(turn, this.#votes);
    this.#votes.clear();
    this.#isTurningOver = false;
    if (turn.ended !== undefined) this.#songs.ended(turn.ended.airing);
    this.#begun(turn.begun);
  }

  /** More is known of the song on air. */
  airingChanged(): void {
    this.#subscribers.tell({ kind: 'on-air', onAir: this.onAir() });
  }

  /** A song begins on the common programme: time to go back to it, when there is nothing to keep the room from it. */
  commonTurned(): void {
    const own = this.#air.own;
    if (own === undefined || !this.#isIdle() || own.airing?.from === 'request') return;
    const begun = this.#options.common.airing?.segment.id ?? '';
    if (own.programme.left() > NEAR_PACKETS || this.#songs.hasJustHeard(begun)) return;
    const goBack = () =>
      this.#options.afterPacket(() => {
        // Somebody may have asked for something meanwhile.
        if (this.#isIdle()) this.#toCommon();
      });
    if (own.airing === undefined) goBack();
    else own.programme.fade('cut', goBack);
  }

  /** To be called each second or so: a room that has nothing to play, or nobody to play it to, hears the common programme. */
  look(): void {
    const own = this.#air.own;
    if (own === undefined || own.line.requests > 0) return;
    const { airing } = this.#options.common;
    const isBetter = airing !== undefined && airing.play.id !== this.#skipped;
    const hasNothing = own.airing === undefined && own.programme.next() === undefined && !this.#isResting();
    if (this.audienceCount === 0 || (hasNothing && isBetter)) this.#toCommon();
  }

  /** To be called each minute or so: whether the schedule says something else now, or quiet hours begin or end. */
  review(): void {
    void this.#settings.load();
    const { isOther, isQuietBeginning } = this.#lookAtWishes();
    // Who wants quiet at a time of day does not wait for the end of a song.
    if (isOther && isQuietBeginning) this.#beginToTurnOver();
  }

  /** Whether other songs, or another level, are wished for now, and whether that is for the night. */
  #lookAtWishes(): { readonly isOther: boolean; readonly isQuietBeginning: boolean } {
    const { isOtherWish, isOtherLevel, isJinglesTurn, isQuietBeginning } = this.#wishes.look(this.#settings.now);
    const isOther = isOtherWish || isOtherLevel;
    const own = this.#air.own;
    if (isOtherWish) own?.line.replan();
    if (isOther) own?.programme.renew();
    if (isOther || isJinglesTurn) this.#audienceChanged();
    return { isOther, isQuietBeginning };
  }

  #ownProgramme(): OwnProgramme {
    return {
      guildId: this.guildId,
      wish: () => this.#wishes.wish,
      ahead: () => this.#ahead(),
      audience: () => this.audienceCount,
      fits: (facts) => this.#wishes.fits(facts),
      heard: () => this.#songs.lately(),
      isResting: () => this.#isResting(),
      level: () => this.#wishes.level,
      wantsJingles: () => this.audienceCount > 0 && this.#settings.now.jingles,
      onTurn: (turn) => {
        if (turn.begun !== undefined) this.#options.book.remember(turn.begun);
        this.turned(turn);
      },
      onAiring: (airing) => {
        this.#options.book.remember(airing);
        this.airingChanged();
      },
      onUpNext: () => this.upNextChanged(),
    };
  }

  #toOwn(): Airwave {
    return this.#air.toOwn(this.#options.common);
  }

  #toCommon(): void {
    if (this.#air.own === undefined) return;
    this.#air.toCommon();
    this.#attendance.tuneIn();
    this.#begun(this.#air.airwave.airing);
  }

  #begun(airing: Airing | undefined): void {
    if (airing !== undefined) this.#songs.begun(airing.segment.id);
    this.#subscribers.tell({ kind: 'on-air', onAir: this.onAir() });
  }

  #settingsChanged(): void {
    if (this.#lookAtWishes().isOther) this.#beginToTurnOver();
  }

  #beginToTurnOver(): void {
    this.#isTurningOver = this.#wishes.isApart;
    this.#turnOver();
  }

  #turnOver(): void {
    const programme = this.#air.own?.programme;
    const next = programme?.next();
    if (!this.#isTurningOver || programme === undefined || next === undefined) return;
    if (!this.#wishes.fits(next.segment.facts)) return;
    this.#isTurningOver = false;
    programme.fade('cut');
  }

  #audienceChanged(): void {
    this.#attendance.connect(this.#air.connections > 0);
    const before = this.#audience;
    this.#audience = this.audienceCount;
    // Who comes into an empty room need not hear the rest of what was not meant for it.
    if (this.#wishes.isApart && this.#audience > 0) this.#air.toOwn(before === 0 ? undefined : this.#options.common);
    this.#air.own?.line.review();
    this.#options.onAudience();
  }

  /** It has nothing that the common programme has not. */
  #isIdle(): boolean {
    return !this.#wishes.isApart && this.#air.own?.line.requests === 0;
  }

  /** It waits for a song to begin on the common programme. */
  #isResting(): boolean {
    const { common } = this.#options;
    return this.#isIdle() && common.airing !== undefined && common.programme.left() <= REST_PACKETS;
  }

  #ahead(): number {
    if (this.audienceCount === 0) return 0;
    const lately = this.#songs.lately();
    const fresh = this.#options.count((facts) => this.#wishes.fits(facts) && !lately.has(facts.id), PLENTY);
    return fresh >= (this.#wishes.isApart ? PLENTY : 1) ? 0 : 1;
  }
}

/** What is on air on an airwave, and how many seconds of it. */
export function placeOn(airwave: Airwave): Place | undefined {
  const sounding = airwave.programme.sounding();
  const { airing } = airwave;
  return airing === undefined || sounding.kind === 'pad' ? undefined : { airing, seconds: sounding.seconds };
}
