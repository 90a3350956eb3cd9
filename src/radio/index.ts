export * from './front-desk.ts';
export * from './ports.ts';
export * from './radio-error.ts';
export * from './recipe.ts';
export * from './segment.ts';
