/** How many days up to now a report may tell of. */
export const REPORT_DAYS = [7, 30, 90, 365] as const;

/** One of {@link REPORT_DAYS}. */
export type ReportDays = (typeof REPORT_DAYS)[number];

/** A report on what was heard and how it was liked, as files in UTF-8: they are made elsewhere, and handed on as they are. */
export interface ReportFiles {
  readonly json: Uint8Array<ArrayBuffer>;
  readonly csv: Uint8Array<ArrayBuffer>;
  /** SVG by file name, such as `liked-by-style.svg`. */
  readonly pictures: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** Makes reports on ratings, away from the thread that sends packets. */
export interface ReportSource {
  /** The report of the last so many days; it may be a minute old. Rejects with a RadioError whose message people may read when it can't be made now. */
  report(days: ReportDays): Promise<ReportFiles>;
}
