import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { isAllowedHost } from './host-guard.ts';
import type { WebEnv } from './web-env.ts';
import { WebError } from './web-error.ts';

/** A page that can be opened. */
export interface WebServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** The real port, also when any free one was asked for with 0. */
  readonly port: number;
  /** Ends all connections, endless ones too. */
  close(): Promise<void>;
}

/**
 * Opens a port for an app. Rejects with a WebError in one line when it can't. Listening on this machine only, it answers only to
 * this machine's names, so that a site a listener visits can't reach it under its own (DNS rebinding).
 */
export async function listen(
  app: Hono<WebEnv>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<WebServer> {
  const server = createAdaptorServer({
    fetch: (request, env) => {
      if (isAllowedHost(host, request.headers.get('host') ?? '')) return app.fetch(request, env);
      return Response.json({ error: 'The radio does not answer to this host name' }, { status: 403 });
    },
    overrideGlobalObjects: false,
  });
  if (!(server instanceof Server)) throw new WebError('The page needs a plain HTTP server');
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new WebError(problem(host, port, cause), { cause });
  }
  const address = server.address();
  const realPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${realPort}`,
    port: realPort,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function problem(host: string, port: number, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to another number.`;
    case 'EACCES':
      return `This user may not open port ${port}. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 to be reached from others.`;
    default:
      return `Can't open port ${port} on ${host}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
