export { ratingsCsv } from './ratings-csv.ts';
export { ratingsPictures } from './ratings-pictures.ts';
export { ratingsReport, type RatingsReport } from './ratings-report.ts';
export { ratingsText } from './ratings-text.ts';
