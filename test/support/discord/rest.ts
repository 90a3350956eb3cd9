import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { messageBody, type Conversation } from './conversation.ts';
import type { World } from './world.ts';

/** What the REST side works with. */
export interface RestOptions {
  readonly world: World;
  /** Where the gateway is: `ws://…`. */
  readonly gatewayUrl: () => string;
  readonly conversation: (token: string) => Conversation | undefined;
  /** Told of the commands the bot registers. */
  readonly onCommands: (commands: readonly unknown[]) => void;
  /** Asked at each request: whether to fail it as a broken server does. */
  readonly breaks: () => boolean;
}

/** A status and a body; undefined is an empty 204, which must not claim to be JSON. */
interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

type Route = readonly [method: string, path: RegExp, answer: (match: readonly string[], body: unknown) => Answer];

const callbackBody = z.looseObject({ type: z.number(), data: z.unknown().optional() });
const choicesBody = z.object({ choices: z.array(z.object({ name: z.string(), value: z.unknown() })) });

/** Interaction callback types of Discord's documentation. */
const CALLBACK = { message: 4, deferredMessage: 5, autocompleteResult: 8 } as const;

/** The REST interface: `/api/v10/…`, with the routes that the bot uses. */
export function restHandler(options: RestOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const routes = [...publicRoutes(options), ...botRoutes(options)];
  return (request, response) => {
    if (options.breaks()) response.writeHead(500).end();
    else void respond(request, response, routes, options.world.token);
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  token: string,
): Promise<void> {
  const sent = await text(request);
  const body: unknown = sent === '' ? undefined : JSON.parse(sent);
  // Clients escape characters such as the @ of `@me`.
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://loopback').pathname).replace(/^\/api\/v10/, '');
  const answer = route(routes, request, path, body, token);
  if (answer.body === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
}

function route(routes: readonly Route[], request: IncomingMessage, path: string, body: unknown, token: string): Answer {
  // Interactions and their webhooks carry a token of their own in the path.
  const isPublic = /^\/(interactions|webhooks)\//.test(path);
  if (!isPublic && request.headers.authorization !== `Bot ${token}`) {
    return { status: 401, body: { message: '401: Unauthorized', code: 0 } };
  }
  for (const [method, pattern, answer] of routes) {
    const match = pattern.exec(path);
    if (match !== null && method === request.method) return answer(match.slice(1), body);
  }
  return { status: 404, body: { message: `404: Not Found (${request.method} ${path})`, code: 0 } };
}

function botRoutes({ world, gatewayUrl, onCommands }: RestOptions): readonly Route[] {
  const application = {
    id: world.applicationId,
    name: world.bot.username,
    description: '',
    flags: 0,
    approximate_guild_count: 1,
  };
  return [
    [
      'GET',
      /^\/gateway\/bot$/,
      () => ({
        status: 200,
        body: {
          url: gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        },
      }),
    ],
    ['GET', /^\/users\/@me$/, () => ({ status: 200, body: world.user(world.bot) })],
    ['GET', /^\/applications\/@me$/, () => ({ status: 200, body: application })],
    [
      'GET',
      /^\/users\/@me\/guilds$/,
      () => ({
        status: 200,
        body: [{ id: world.guildId, name: world.guildName, permissions: world.permissions(world.bot), features: [] }],
      }),
    ],
    [
      'PUT',
      /^\/applications\/\d+\/commands$/,
      (_, body) => {
        const commands = z.array(z.looseObject({ name: z.string() })).parse(body);
        onCommands(commands);
        return {
          status: 200,
          body: commands.map((command) => ({
            ...command,
            id: world.nextId(),
            application_id: world.applicationId,
            version: '1',
          })),
        };
      },
    ],
  ];
}

function publicRoutes({ world, conversation }: RestOptions): readonly Route[] {
  const unknown: Answer = { status: 404, body: { message: 'Unknown interaction', code: 10062 } };
  const message = (content: unknown): Answer => ({
    status: 200,
    body: {
      content: '',
      embeds: [],
      ...(content as object),
      id: world.nextId(),
      channel_id: world.text.id,
      author: world.user(world.bot),
      attachments: [],
      mentions: [],
      mention_roles: [],
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: false,
      pinned: false,
      type: 0,
    },
  });
  return [
    [
      'POST',
      /^\/interactions\/\d+\/([^/]+)\/callback$/,
      ([token], body) => {
        const talk = conversation(token ?? '');
        if (talk === undefined) return unknown;
        const { type, data } = callbackBody.parse(body);
        if (type === CALLBACK.autocompleteResult) talk.steps.push({ kind: 'choices', ...choicesBody.parse(data) });
        else if (type === CALLBACK.deferredMessage) talk.steps.push({ kind: 'defer', body: messageBody.parse(data) });
        else talk.steps.push({ kind: 'reply', body: messageBody.parse(data) });
        return { status: 204 };
      },
    ],
    [
      'PATCH',
      /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      ([token], body) => {
        conversation(token ?? '')?.steps.push({ kind: 'edit', body: messageBody.parse(body) });
        return message(body);
      },
    ],
    [
      'DELETE',
      /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      ([token]) => {
        conversation(token ?? '')?.steps.push({ kind: 'delete' });
        return { status: 204 };
      },
    ],
    [
      'POST',
      /^\/webhooks\/\d+\/([^/]+)$/,
      ([token], body) => {
        conversation(token ?? '')?.steps.push({ kind: 'follow-up', body: messageBody.parse(body) });
        return message(body);
      },
    ],
  ];
}
