export * from './musicians.ts';
