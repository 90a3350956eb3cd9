import { readFile } from 'node:fs/promises';
import type { Handler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { WebDesk, WebEnv } from './web-env.ts';

const TYPES = { ogg: 'audio/ogg', mid: 'audio/midi', json: 'application/json' } as const;

/** `GET /api/songs/:file` with `<segment id>.ogg`, `.mid` or `.json`: the files of a song, to keep. */
export function songFile(desk: WebDesk): Handler<WebEnv> {
  return async (c) => {
    const match = /^([a-z0-9-]+)\.(ogg|mid|json)$/.exec(c.req.param('file') ?? '');
    const [, id = '', ending] = match ?? [];
    const paths = desk.files(id);
    const bytes = paths === undefined ? undefined : await readFile(pathFor(paths, ending)).catch(() => undefined);
    if (bytes === undefined) throw new HTTPException(404, { message: 'That song is no longer there' });
    return c.body(bytes, 200, {
      'Content-Type': TYPES[ending as keyof typeof TYPES],
      'Content-Disposition': `attachment; filename="${id}.${ending ?? ''}"`,
    });
  };
}

function pathFor(paths: NonNullable<ReturnType<WebDesk['files']>>, ending: string | undefined): string {
  if (ending === 'ogg') return paths.ogg;
  return ending === 'mid' ? paths.midi : paths.json;
}
