export * from './beta.ts';
export * from './interval.ts';
export * from './proportion.ts';
export * from './rank-correlation.ts';
export * from './sequential-test.ts';
export * from './survival.ts';
