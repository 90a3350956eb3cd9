import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Drop } from '../corpus/index.ts';
import { evaluateMusic } from './evaluate-music.ts';
import { evaluateNetwork } from './evaluate-network.ts';
import { evaluateOriginality } from './evaluate-originality.ts';
import { musicText, networkText, originalityText } from '../evaluate/index.ts';
import type { NetworkName } from '../model/index.ts';

/** What every evaluation is told. */
interface Reporting {
  /** JSON on standard output rather than tables. */
  readonly json: boolean;
  /** A folder for `report.json` and the pictures. */
  readonly out?: string | undefined;
}

/** Songs to compose. */
interface Composing {
  readonly style: string;
  readonly songs: number;
  readonly seed: number;
}

/** What `raindial evaluate` is asked for. */
export type EvaluateRequest = Reporting &
  (
    | ({ readonly what: 'model'; readonly network: NetworkName } & (
        { readonly corpus: string; readonly midi?: undefined } | { readonly midi: string; readonly corpus?: undefined }
      ))
    | ({
        readonly what: 'music';
        readonly folder?: string | undefined;
        readonly against?: string | undefined;
      } & Composing)
    | ({ readonly what: 'originality'; readonly corpus: string; readonly write: boolean } & Composing)
  );

/** How many files that were left out are named one by one. */
const NAMED_DROPS = 10;

/** What an evaluation has to say, as data, as text and as pictures by file name. */
interface Findings {
  readonly report: unknown;
  readonly text: string;
  readonly pictures?: Readonly<Record<string, string>>;
  readonly drops?: readonly Drop[];
}

/**
 * Runs `raindial evaluate`: tables or JSON on standard output, files that were left out and why on standard error. A goal that is missed is
 * a finding, not a failure. Resolves with the exit code; throws what the rooms throw (CorpusError, EvaluateError, ModelError, ComposeError).
 */
export async function evaluate(config: Config, request: EvaluateRequest): Promise<number> {
  const { report, text, pictures = {}, drops = [] } = await findings(config, request);
  const json = `${JSON.stringify({ ...(report as object), leftOut: drops }, undefined, 2)}\n`;
  if (request.out !== undefined) {
    await mkdir(request.out, { recursive: true });
    await writeFile(path.join(request.out, 'report.json'), json);
    for (const [name, picture] of Object.entries(pictures)) await writeFile(path.join(request.out, name), picture);
  }
  for (const { file, reason } of drops.slice(0, NAMED_DROPS)) console.error(`left out ${file}: ${reason}`);
  if (drops.length > NAMED_DROPS) console.error(`left out ${drops.length - NAMED_DROPS} more`);
  process.stdout.write(request.json ? json : `${text}\n`);
  return 0;
}

async function findings(config: Config, request: EvaluateRequest): Promise<Findings> {
  const machine = { modelsDir: config.folders.models, stylesDir: config.folders.styles, backend: config.backend };
  switch (request.what) {
    case 'model': {
      const { network, corpus, midi } = request;
      const asked =
        corpus === undefined ? ({ folder: midi, as: 'unseen' } as const) : ({ folder: corpus, as: 'corpus' } as const);
      const { report, drops } = await evaluateNetwork({ ...machine, network, ...asked });
      return { report, drops, text: networkText(report) };
    }
    case 'music': {
      const { folder, against, style, songs, seed } = request;
      const from = folder === undefined ? { ...machine, style, songs, seed } : { folder };
      const answer = await evaluateMusic({ from, against });
      return { ...answer, text: musicText(answer.report) };
    }
    case 'originality': {
      const { corpus, write, style, songs, seed } = request;
      const reports = await evaluateOriginality({ corpus, write, order: { ...machine, style, songs, seed } });
      return { report: { originality: reports }, text: originalityText(reports) };
    }
  }
}
