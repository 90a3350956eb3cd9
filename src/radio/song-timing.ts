import { z } from 'zod';

const seconds = z.number().min(0);

/** The shape of {@link SongTiming}, for what was read somewhere. */
export const songTiming = z.object({
  family: z.enum(['lofi', 'edm']),
  musicStart: seconds,
  musicEnd: seconds,
  barSeconds: z.number().positive(),
  introBars: z.int().min(0),
  outroBars: z.int().min(0),
});

/** Where the music lies in a song's sound, as far as joining it to another needs it; times in seconds of the sound. */
export interface SongTiming {
  /** How its kind of music is joined: `lofi` rings out under rain, `edm` is mixed on the beat. */
  readonly family: 'lofi' | 'edm';
  /** The first beat of the first bar. */
  readonly musicStart: number;
  /** The end of the last bar; notes and room ring on after it. */
  readonly musicEnd: number;
  /** Length of a bar. */
  readonly barSeconds: number;
  /** Bars of the first section and of the last one: what another song may lie over. */
  readonly introBars: number;
  readonly outroBars: number;
}
