import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A button or a field of a message or a modal, or a row of them, as far as tests look. */
const component: z.ZodType<Component> = z.lazy(() =>
  z.looseObject({
    type: z.number(),
    custom_id: z.string().optional(),
    label: z.string().optional(),
    disabled: z.boolean().optional(),
    components: z.array(component).optional(),
  }),
);
export interface Component {
  readonly type: number;
  readonly custom_id?: string | undefined;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly components?: readonly Component[] | undefined;
}

/** A message as the bot wrote it. */
export const messageBody = z.looseObject({
  content: z.string().nullish(),
  embeds: z
    .array(
      z.looseObject({
        title: z.string().optional(),
        description: z.string().optional(),
        fields: z.array(z.looseObject({ name: z.string(), value: z.string() })).optional(),
        footer: z.looseObject({ text: z.string() }).optional(),
      }),
    )
    .nullish(),
  components: z.array(component).nullish(),
  flags: z.number().optional(),
  allowed_mentions: z.unknown().optional(),
});
export type MessageBody = z.infer<typeof messageBody> & {
  /** Files that were sent along. */
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
};

/** A form that the bot opens. */
export const modalBody = z.looseObject({
  custom_id: z.string(),
  title: z.string(),
  components: z.array(component),
});
export type ModalBody = z.infer<typeof modalBody>;

/** Discord's flag of a message that only the one who typed the command sees. */
export const EPHEMERAL = 64;

/** What the bot did about one interaction, in order. `update`: it changed the message whose button was pressed. */
export type Step =
  | { readonly kind: 'reply' | 'edit' | 'follow-up' | 'update'; readonly body: MessageBody }
  | { readonly kind: 'defer'; readonly body: MessageBody }
  | { readonly kind: 'defer-update' }
  | { readonly kind: 'modal'; readonly modal: ModalBody }
  | { readonly kind: 'choices'; readonly choices: readonly { readonly name: string; readonly value: unknown }[] }
  | { readonly kind: 'delete' };

/** One interaction (a command that somebody typed, a button, a form) and the bot's answers to it. */
export class Conversation {
  readonly id: string;
  readonly token: string;
  /** Where it takes place. */
  readonly channelId: string;
  /** The message whose button was pressed. */
  readonly aboutMessageId: string | undefined;
  readonly steps: Step[] = [];
  /** The message that is the answer, once there is one. */
  originalId: string | undefined;

  constructor(options: {
    readonly id: string;
    readonly token: string;
    readonly channelId: string;
    readonly aboutMessageId?: string | undefined;
  }) {
    this.id = options.id;
    this.token = options.token;
    this.channelId = options.channelId;
    this.aboutMessageId = options.aboutMessageId;
    this.originalId = options.aboutMessageId;
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

  /** The form that the bot opens. */
  async modal(): Promise<ModalBody> {
    const step = await this.until(({ kind }) => kind === 'modal');
    if (step.kind !== 'modal') throw new Error('unreachable');
    return step.modal;
  }

  /** What the bot proposes to somebody who is still typing. */
  async choices(): Promise<readonly { readonly name: string; readonly value: unknown }[]> {
    const step = await this.until(({ kind }) => kind === 'choices');
    if (step.kind !== 'choices') throw new Error('unreachable');
    return step.choices;
  }
}

/** All buttons and fields in a message or a form, out of their rows. */
export function componentsIn(body: {
  readonly components?: readonly Component[] | null | undefined;
}): readonly Component[] {
  return (body.components ?? []).flatMap((one) => (one.components === undefined ? [one] : componentsIn(one)));
}

type Message = Extract<Step, { readonly body: MessageBody }>;

function isMessage(step: Step): step is Message {
  return step.kind === 'reply' || step.kind === 'edit' || step.kind === 'follow-up' || step.kind === 'update';
}

/** An edit shows to whom the deferred answer was promised. */
function isWhisper(step: Message, steps: readonly Step[]): boolean {
  const first = steps[0];
  const flags = step.kind === 'edit' && first?.kind === 'defer' ? first.body.flags : step.body.flags;
  return ((flags ?? 0) & EPHEMERAL) !== 0;
}
