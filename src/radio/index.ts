export * from './ports.ts';
export * from './recipe.ts';
export * from './segment.ts';
