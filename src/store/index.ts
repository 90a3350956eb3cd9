export { lockDataFolder, ownerOfDataFolder } from './data-folder.ts';
export type { DataFolderLock, DataFolderOwner } from './data-folder.ts';
export type { DatabaseState } from './database.ts';
export { listenerKey } from './listener-key.ts';
export type { StoreLog } from './log.ts';
export { openStore } from './open-store.ts';
export type { Store, StoreOptions } from './open-store.ts';
export { StoreError } from './store-error.ts';
