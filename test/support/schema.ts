import type { ClientBase } from 'pg';

/** A table: its columns (`name type [null]`) and its indexes (`[unique ](columns)`), sorted. */
export interface Table {
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
}

const POSTGRES_TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Json: 'jsonb',
  '@db.Uuid': 'uuid',
  '@db.SmallInt': 'smallint',
  '@db.Date': 'date',
  Boolean: 'boolean',
  '@db.Timestamptz(3)': 'timestamp(3) with time zone',
};

/** What the models of a schema.prisma declare, for the few features that ours uses; throws at a type it does not know. */
export function declaredTables(schema: string): Readonly<Record<string, Table>> {
  const tables: Record<string, Table> = {};
  for (const [, model = '', body = ''] of schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)) {
    const lines = body.split('\n').map((line) => line.trim());
    const fields = lines.filter((line) => /^\w/.test(line)).map(declaredField);
    const column = (field: string): string => fields.find(({ name }) => name === field)?.column ?? field;
    const own = fields.filter(({ line }) => line.includes('@id')).map(({ column }) => `unique (${column})`);
    const indexes = lines.flatMap((line) => {
      const [, kind, names = ''] = /^@@(id|index|unique)\(\[(.*?)\]/.exec(line) ?? [];
      if (kind === undefined) return [];
      return [`${kind === 'index' ? '' : 'unique '}(${names.split(', ').map(column).join(', ')})`];
    });
    const name = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model;
    tables[name] = {
      columns: fields.map((field) => `${field.column} ${field.type}`).sort(),
      indexes: [...own, ...indexes].sort(),
    };
  }
  return tables;
}

function declaredField(line: string): { name: string; column: string; type: string; line: string } {
  const [, name = '', prisma = '', optional] = /^(\w+)\s+(\w+)(\?)?/.exec(line) ?? [];
  const type = POSTGRES_TYPES[/@db\.\w+(\(\d+\))?/.exec(line)?.[0] ?? prisma];
  if (type === undefined) throw new Error(`The drift check does not know the type in: ${line}`);
  return { name, column: /@map\("(\w+)"\)/.exec(line)?.[1] ?? name, type: `${type}${optional ? ' null' : ''}`, line };
}

/** What lies in a migrated database, read from Postgres' catalogue. */
export async function migratedTables(client: ClientBase): Promise<Readonly<Record<string, Table>>> {
  const columns = await client.query<{ table: string; column: string }>(`
    SELECT c.relname AS table, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull THEN '' ELSE ' null' END AS column
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`);
  const indexes = await client.query<{ table: string; index: string }>(`
    SELECT t.relname AS table, CASE WHEN i.indisunique THEN 'unique ' ELSE '' END
      || substring(pg_get_indexdef(i.indexrelid) FROM '\\(.*\\)') AS index
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = 'public'::regnamespace`);
  const tables: Record<string, Table> = {};
  for (const { table } of columns.rows) {
    if (table === '_prisma_migrations') continue;
    tables[table] = {
      columns: columns.rows
        .filter((row) => row.table === table)
        .map((row) => row.column)
        .sort(),
      indexes: indexes.rows
        .filter((row) => row.table === table)
        .map((row) => row.index)
        .sort(),
    };
  }
  return tables;
}
