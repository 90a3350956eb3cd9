/** How alike two rows of numbers are spread. */
export interface DensityComparison {
  /** The area below both densities: 1 when they are equal, 0 when they don't meet. */
  readonly overlap: number;
  /** The Kullback-Leibler divergence of the first from the second, in bits: 0 when they are equal. */
  readonly divergence: number;
}

/** Points of the grid on which both densities are drawn. */
const GRID_POINTS = 400;
/** The grid goes so many bandwidths beyond the outermost values: farther out a Gaussian is below 1e-5 of its peak. */
const GRID_MARGIN = 5;
/** Below this share of the mean a density counts as no more than this: without it the divergence of densities that don't meet is infinite. */
const DENSITY_FLOOR = 1e-6;

/**
 * Compares the densities of two rows, each estimated with Gaussian kernels of Scott's bandwidth and drawn on one grid that both share:
 * densities of different grids can't be compared. NaN when a row is empty.
 */
export function compareDensities(from: readonly number[], to: readonly number[]): DensityComparison {
  if (from.length === 0 || to.length === 0) return { overlap: Number.NaN, divergence: Number.NaN };
  const both = [...from, ...to];
  const lowest = both.reduce((low, value) => Math.min(low, value));
  const highest = both.reduce((high, value) => Math.max(high, value));
  // A row of equal values has no bandwidth of its own: it gets a narrow peak, as wide in both rows.
  const narrow = (highest - lowest || 1) / 100;
  const widths = [from, to].map((row) => Math.max(narrow, scottBandwidth(row)));
  const margin = GRID_MARGIN * Math.max(...widths);
  const step = (highest - lowest + 2 * margin) / (GRID_POINTS - 1);
  const grid = Array.from({ length: GRID_POINTS }, (_, index) => lowest - margin + index * step);
  const p = shares(from, grid, widths[0] ?? narrow);
  const q = shares(to, grid, widths[1] ?? narrow);
  let overlap = 0;
  let divergence = 0;
  const floor = DENSITY_FLOOR / GRID_POINTS;
  p.forEach((share, index) => {
    const other = q[index] ?? 0;
    overlap += Math.min(share, other);
    if (share > floor) divergence += share * Math.log2(share / Math.max(other, floor));
  });
  return { overlap, divergence };
}

/** D. W. Scott's rule for one dimension ("Multivariate Density Estimation", 1992): the standard deviation times n to the power of -1/5. */
function scottBandwidth(row: readonly number[]): number {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = row.length < 2 ? 0 : Math.sqrt(squares / (row.length - 1));
  return deviation * row.length ** -0.2;
}

/** A density on a grid, as shares that sum to 1. */
function shares(row: readonly number[], grid: readonly number[], width: number): readonly number[] {
  const heights = grid.map((x) => row.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / width) ** 2), 0));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => height / total);
}
