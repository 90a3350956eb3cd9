import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Sandbox } from './sandbox.ts';
import { TypingError } from './typed-command.ts';

const deed = z.object({
  as: z.string(),
  text: z.string().default(''),
  messageId: z.string().default(''),
  customId: z.string().default(''),
  values: z.array(z.string()).optional(),
  fields: z.record(z.string(), z.string()).default({}),
  channel: z.string().optional(),
});
type Deed = z.infer<typeof deed>;

/** The page of a sandbox, on the loopback interface only. */
export async function openPage(sandbox: Sandbox, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch((error: unknown) => {
      const isTyping = error instanceof TypingError || error instanceof z.ZodError;
      json(response, isTyping ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  if (request.method === 'GET') {
    if (pathname === '/') return page(response);
    if (pathname === '/voice.ogg') return sandbox.stream.play(response);
    if (pathname === '/state') return json(response, 200, sandbox.state());
    return json(response, 404, { error: 'There is no such page.' });
  }
  // A page elsewhere may make a browser post here, but not as JSON without asking first.
  if (request.headers['content-type'] !== 'application/json') return json(response, 415, { error: 'Send JSON.' });
  const asked = deed.parse(JSON.parse(await text(request)));
  if (pathname === '/complete') return json(response, 200, await sandbox.complete(asked.as, asked.text));
  if (!act(sandbox, pathname, asked)) return json(response, 404, { error: 'There is no such deed.' });
  json(response, 200, {});
}

function act(sandbox: Sandbox, pathname: string, { as, text: typed, messageId, customId, ...more }: Deed): boolean {
  if (pathname === '/type') sandbox.type(as, typed);
  else if (pathname === '/press') sandbox.press(as, messageId, customId, more.values);
  else if (pathname === '/submit') sandbox.submit(as, customId, more.fields, messageId === '' ? undefined : messageId);
  else if (pathname === '/sit') sandbox.sit(as, more.channel);
  else return false;
  return true;
}

async function page(response: ServerResponse): Promise<void> {
  const html = await readFile(path.join(import.meta.dirname, 'page.html'));
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  if (!response.headersSent)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
