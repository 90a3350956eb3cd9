import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long step is: a bar in a terminal, otherwise a line at each new stage. */
export interface ProgressBar {
  /** `detail` may change at every call: figures, the time left. */
  update(progress: { readonly stage: string; readonly done: number; readonly detail?: string }): void;
  stop(): void;
}

/** A progress bar on a stream (standard error in the program), so that output can still be piped. */
export function progressBar(title: string, stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return stageLines(title, stream);
  let bar: SingleBar | undefined;
  return {
    update({ stage, done, detail }) {
      const text = joined(stage, detail);
      if (bar === undefined) {
        bar = new SingleBar(
          { format: `${title} {bar} {percentage} %  {text}`, stream, hideCursor: true, clearOnComplete: true },
          Presets.shades_classic,
        );
        bar.start(100, 0, { text });
      }
      bar.update(Math.round(done * 100), { text });
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
    update({ stage, detail }) {
      if (stage !== last) stream.write(`${title}: ${joined(stage, detail)}\n`);
      last = stage;
    },
    stop() {},
  };
}

function joined(stage: string, detail: string | undefined): string {
  return detail === undefined ? stage : `${stage}, ${detail}`;
}
