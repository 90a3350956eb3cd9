import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A message as the bot wrote it. */
export const messageBody = z.looseObject({
  content: z.string().nullish(),
  embeds: z
    .array(
      z.looseObject({
        title: z.string().optional(),
        description: z.string().optional(),
        fields: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional(),
      }),
    )
    .nullish(),
  flags: z.number().optional(),
  allowed_mentions: z.unknown().optional(),
});
export type MessageBody = z.infer<typeof messageBody>;

/** Discord's flag of a message that only the one who typed the command sees. */
const EPHEMERAL = 64;

/** What the bot did about one interaction, in order. */
export type Step =
  | { readonly kind: 'reply' | 'edit' | 'follow-up'; readonly body: MessageBody }
  | { readonly kind: 'defer'; readonly body: MessageBody }
  | { readonly kind: 'choices'; readonly choices: readonly { readonly name: string; readonly value: unknown }[] }
  | { readonly kind: 'delete' };

/** One interaction (a command that somebody typed) and the bot's answers to it. */
export class Conversation {
  readonly id: string;
  readonly token: string;
  readonly steps: Step[] = [];

  constructor(id: string, token: string) {
    this.id = id;
    this.token = token;
  }

  /** Waits until a step fits, and gives it. Throws after 10 s, naming what came instead. */
  async until(fits: (step: Step) => boolean): Promise<Step> {
    for (let waited = 0; waited < 10_000; waited += 10) {
      const step = this.steps.find(fits);
      if (step !== undefined) return step;
      await delay(10);
    }
    throw new Error(`The bot did not answer as expected, but: ${JSON.stringify(this.steps)}`);
  }

  /** The first message: an immediate reply, an edit or a follow-up that fits. */
  async message(fits: (body: MessageBody) => boolean = () => true): Promise<MessageBody> {
    const step = await this.until((one) => isMessage(one) && fits(one.body));
    if (!isMessage(step)) throw new Error('unreachable');
    return step.body;
  }

  /** What the one who typed the command is told, and nobody else. */
  async whisper(): Promise<string> {
    const step = await this.until((one) => isMessage(one) && isWhisper(one, this.steps));
    return isMessage(step) ? (step.body.content ?? '') : '';
  }
}

type Message = Extract<Step, { readonly body: MessageBody }>;

function isMessage(step: Step): step is Message {
  return step.kind === 'reply' || step.kind === 'edit' || step.kind === 'follow-up';
}

/** An edit shows to whom the deferred answer was promised. */
function isWhisper(step: Message, steps: readonly Step[]): boolean {
  const first = steps[0];
  const flags = step.kind === 'edit' && first?.kind === 'defer' ? first.body.flags : step.body.flags;
  return ((flags ?? 0) & EPHEMERAL) !== 0;
}
