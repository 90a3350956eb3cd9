import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../src/config.ts';

describe('parseConfig', () => {
  test('an empty environment gives a radio on this machine only, without Discord or a database server', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, databaseUrl: undefined, discord: undefined });
    expect(path.isAbsolute(config.data)).toBe(true);
  });

  test('an empty variable counts as not set', () => {
    expect(parseConfig({ PORT: '', DISCORD_TOKEN: ' ' })).toMatchObject({ port: 8080, discord: undefined });
  });

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['HOST', 'not a host'],
    ['RAINDIAL_POOL_MB', '-5'],
    ['RAINDIAL_WORKERS', '0'],
    ['RAINDIAL_BACKEND', 'abacus'],
    ['RAINDIAL_STYLES', 'house,,trance'],
    ['RAINDIAL_JINGLES', 'now and then'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://root:hunter2@host/db'],
    ['DATABASE_URL', 'hunter2'],
    ['DISCORD_TOKEN', 'two words hunter2'],
    ['DISCORD_API_URL', 'ftp://hunter2'],
  ])('%s=%s is refused by name, without its value', (name, value) => {
    const parse = () => parseConfig({ [name]: value });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(name);
    expect(parse).not.toThrow(/hunter2/);
  });

  test('styles to play and the hours of jingles can be chosen', () => {
    expect(parseConfig({})).toMatchObject({ rotation: [], jingles: '*/30 * * * *' });
    const config = parseConfig({ RAINDIAL_STYLES: 'house, trance', RAINDIAL_JINGLES: '0 * * * *' });
    expect(config).toMatchObject({ rotation: ['house', 'trance'], jingles: '0 * * * *' });
    expect(parseConfig({ RAINDIAL_JINGLES: 'off' }).jingles).toBeUndefined();
  });

  test('all bad variables are named at once', () => {
    expect(() => parseConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[^]*LOG_LEVEL/);
  });
});
