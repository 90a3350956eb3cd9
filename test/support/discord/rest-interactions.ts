import { z } from 'zod';
import { messageBody, modalBody, type Conversation, type MessageBody } from './conversation.ts';
import type { MessageBoard } from './message-board.ts';
import type { Answer, Route } from './rest.ts';

/** What the interaction routes work with. */
export interface InteractionRoutesOptions {
  readonly board: MessageBoard;
  readonly conversation: (token: string) => Conversation | undefined;
}

const callbackBody = z.looseObject({ type: z.number(), data: z.unknown().optional() });
const choicesBody = z.object({ choices: z.array(z.object({ name: z.string(), value: z.unknown() })).max(25) });

/** Interaction callback types of Discord's documentation. */
const CALLBACK = {
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  autocompleteResult: 8,
  modal: 9,
} as const;

const UNKNOWN_INTERACTION: Answer = { status: 404, body: { message: 'Unknown interaction', code: 10062 } };
const UNKNOWN_MESSAGE: Answer = { status: 404, body: { message: 'Unknown Message', code: 10008 } };
const ANSWERED: Answer = { status: 400, body: { message: 'Interaction has already been acknowledged.', code: 40060 } };

/** How the bot answers commands, buttons and forms: the callback, and the webhook for what comes later. */
export function interactionRoutes({ board, conversation }: InteractionRoutesOptions): readonly Route[] {
  const messageAnswer = (id: string | undefined): Answer => {
    const message = board.get(id ?? '');
    return message === undefined ? UNKNOWN_MESSAGE : { status: 200, body: board.object(message) };
  };
  const idOf = (talk: Conversation | undefined, named: string | undefined): string | undefined =>
    named === '@original' ? talk?.originalId : named;
  return [
    [
      'POST',
      /^\/interactions\/\d+\/([^/]+)\/callback$/,
      ({ parts: [token], body, query }) => {
        const talk = conversation(token ?? '');
        if (talk === undefined) return UNKNOWN_INTERACTION;
        if (talk.steps.length > 0) return ANSWERED;
        const { type, data } = callbackBody.parse(body);
        callBack(talk, type, data, board);
        if (query.get('with_response') !== 'true') return { status: 204 };
        const original = board.get(talk.originalId ?? '');
        return {
          status: 200,
          body: {
            interaction: { id: talk.id, type: 2, response_message_id: talk.originalId },
            resource: { type, ...(original === undefined ? {} : { message: board.object(original) }) },
          },
        };
      },
    ],
    ['GET', MESSAGE, ({ parts: [token, id] }) => messageAnswer(idOf(conversation(token ?? ''), id))],
    [
      'PATCH',
      MESSAGE,
      ({ parts: [token, named], body }) => {
        const talk = conversation(token ?? '');
        if (talk === undefined) return UNKNOWN_INTERACTION;
        const edited: MessageBody = messageBody.parse(body);
        talk.steps.push({ kind: 'edit', body: edited });
        const id = idOf(talk, named);
        if (id === undefined) talk.originalId = board.post(talk.channelId, { ...promised(talk), ...edited }).id;
        else if (board.edit(id, edited) === undefined) return UNKNOWN_MESSAGE;
        return messageAnswer(id ?? talk.originalId);
      },
    ],
    [
      'DELETE',
      MESSAGE,
      ({ parts: [token, named] }) => {
        const talk = conversation(token ?? '');
        talk?.steps.push({ kind: 'delete' });
        board.delete(idOf(talk, named) ?? '');
        return { status: 204 };
      },
    ],
    [
      'POST',
      /^\/webhooks\/\d+\/([^/]+)$/,
      ({ parts: [token], body }) => {
        const talk = conversation(token ?? '');
        if (talk === undefined) return UNKNOWN_INTERACTION;
        const followUp: MessageBody = messageBody.parse(body);
        talk.steps.push({ kind: 'follow-up', body: followUp });
        return { status: 200, body: board.object(board.post(talk.channelId, followUp)) };
      },
    ],
  ];
}

const MESSAGE = /^\/webhooks\/\d+\/([^/]+)\/messages\/(@original|\d+)$/;

/** The first answer, which must come within three seconds. */
function callBack(talk: Conversation, type: number, data: unknown, board: MessageBoard): void {
  switch (type) {
    case CALLBACK.autocompleteResult:
      talk.steps.push({ kind: 'choices', ...choicesBody.parse(data) });
      break;
    case CALLBACK.modal:
      talk.steps.push({ kind: 'modal', modal: modalBody.parse(data) });
      break;
    case CALLBACK.deferredMessage:
      // A button's deferred answer is a new message, not the one that it belongs to.
      talk.originalId = undefined;
      talk.steps.push({ kind: 'defer', body: messageBody.parse(data ?? {}) });
      break;
    case CALLBACK.deferredUpdate:
      talk.steps.push({ kind: 'defer-update' });
      break;
    case CALLBACK.update: {
      const body: MessageBody = messageBody.parse(data);
      talk.steps.push({ kind: 'update', body });
      if (talk.aboutMessageId !== undefined) board.edit(talk.aboutMessageId, body);
      break;
    }
    default: {
      const body: MessageBody = messageBody.parse(data);
      talk.steps.push({ kind: 'reply', body });
      talk.originalId = board.post(talk.channelId, body).id;
    }
  }
}

/** To whom a deferred answer was promised. */
function promised(talk: Conversation): { readonly flags?: number } {
  const first = talk.steps[0];
  return first?.kind === 'defer' && first.body.flags !== undefined ? { flags: first.body.flags } : {};
}
