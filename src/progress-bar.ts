import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long step is: a bar in a terminal, otherwise a line at each new stage. */
export interface ProgressBar {
  update(progress: { readonly stage: string; readonly done: number }): void;
  stop(): void;
}

/** A progress bar on a stream (standard error in the program), so that output can still be piped. */
export function progressBar(title: string, stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return stageLines(title, stream);
  let bar: SingleBar | undefined;
  return {
    update({ stage, done }) {
      if (bar === undefined) {
        bar = new SingleBar(
          { format: `${title} {bar} {percentage} %  {stage}`, stream, hideCursor: true, clearOnComplete: true },
          Presets.shades_classic,
        );
        bar.start(100, 0, { stage });
      }
      bar.update(Math.round(done * 100), { stage });
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function stageLines(title: string, stream: NodeJS.WriteStream): ProgressBar {
  let last = '';
  return {
    update({ stage }) {
      if (stage !== last) stream.write(`${title}: ${stage}\n`);
      last = stage;
    },
    stop() {},
  };
}
