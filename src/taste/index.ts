export * from './listening-taste.ts';
export { kindName, keyOf } from './kind-features.ts';
export { normal } from './normal.ts';
export * from './verdict.ts';
export type { Spreads } from './hierarchy.ts';
export * from './rollout.ts';
export * from './taste-school.ts';
