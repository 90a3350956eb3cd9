// The thread that makes the embedded database. PGlite takes 0.3 GB for that, which only the end of its thread gives back for certain.
import { chmod, rename, rm } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const { folder } = workerData as { readonly folder: string };

// Whole or not at all: a folder that was killed half made could not be opened again.
const unfinished = `${folder}.new`;
await rm(unfinished, { recursive: true, force: true });
const database = await PGlite.create(unfinished);
await database.close();
await chmod(unfinished, 0o700);
await rename(unfinished, folder);
