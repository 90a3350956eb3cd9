/** Makes a probability of a logit: `sigmoid(slope * logit + offset)`. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/** A logit, what was true, and how much that counts. */
export interface Judged {
  readonly logit: number;
  readonly isEdm: boolean;
  readonly weight: number;
}

/** Newton's steps; it settles in about ten. */
const STEPS = 50;
/** Bins of equal width between .5 and 1. */
const BINS = 10;

/** The probability of EDM. */
export function calibrated({ slope, offset }: Calibration, logit: number): number {
  return 1 / (1 + Math.exp(-(slope * logit + offset)));
}

/**
 * Fits a calibration by Platt's method (1999) with his smoothed targets, which keep it finite where the genres are told apart without a
 * mistake, for `songs` songs of each genre; the rest of the weights is normed. By Newton's method with halved steps (Lin, Lin and
 * Weng 2007).
 */
export function fitCalibration(
  judged: readonly Judged[],
  songs: { readonly edm: number; readonly classical: number },
): Calibration {
  const total = judged.reduce((sum, { weight }) => sum + weight, 0);
  const rows = judged.map(({ logit, isEdm, weight }) => ({
    logit,
    target: isEdm ? (songs.edm + 1) / (songs.edm + 2) : 1 / (songs.classical + 2),
    weight: weight / total,
  }));
  const loss = (at: Calibration): number =>
    rows.reduce((sum, { logit, target, weight }) => {
      const z = at.slope * logit + at.offset;
      return sum + weight * (Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z))));
    }, 0);
  let best: Calibration = { slope: 1, offset: 0 };
  for (let step = 0; step < STEPS; step += 1) {
    // Gradient and Hessian; the small number keeps the latter from being singular.
    let [g1, g0, h11, h10, h00] = [0, 0, 1e-9, 0, 1e-9];
    for (const { logit, target, weight } of rows) {
      const p = calibrated(best, logit);
      g1 += weight * (p - target) * logit;
      g0 += weight * (p - target);
      h11 += weight * p * (1 - p) * logit * logit;
      h10 += weight * p * (1 - p) * logit;
      h00 += weight * p * (1 - p);
    }
    const determinant = h11 * h00 - h10 * h10;
    const slopeStep = (h00 * g1 - h10 * g0) / determinant;
    const offsetStep = (h11 * g0 - h10 * g1) / determinant;
    let share = 1;
    const moved = (): Calibration => ({
      slope: best.slope - share * slopeStep,
      offset: best.offset - share * offsetStep,
    });
    while (share > 1e-6 && !(loss(moved()) < loss(best))) share /= 2;
    if (share <= 1e-6) break;
    best = moved();
  }
  return best;
}

/**
 * The expected calibration error (Naeini et al. 2015): by how much the confidence in a verdict and the share of right verdicts differ,
 * on the weighted mean over ten bins of confidence. 0 is perfect.
 */
export function expectedCalibrationError(judged: readonly Judged[], calibration: Calibration): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  let total = 0;
  for (const { logit, isEdm, weight } of judged) {
    const p = calibrated(calibration, logit);
    const confidence = Math.max(p, 1 - p);
    const bin = bins[Math.min(BINS - 1, Math.floor((confidence - 0.5) * 2 * BINS))];
    if (bin === undefined) continue;
    bin.confidence += weight * confidence;
    if (p > 0.5 === isEdm) bin.right += weight;
    total += weight;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / total;
}
