export * from './listen.ts';
export * from './metrics.ts';
export * from './now.ts';
export * from './stream.ts';
export * from './web.ts';
export type { WebDesk, WebEnv } from './web-env.ts';
export * from './web-error.ts';
