// Numbers in words: a real minus, never a negative zero.

/** @param {number} value @param {number} [digits] */
export function decimal(value, digits = 2) {
  if (!Number.isFinite(value)) return unending(value);
  const text = Math.abs(value) >= 1e5 ? value.toExponential(1) : value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace(/-/g, "−");
}

/** @param {number} share 0..1 */
export function percent(share) {
  if (!Number.isFinite(share)) return decimal(share);
  return share > 0 && share < 0.005 ? "< 1 %" : `${decimal(100 * share, 0)} %`;
}

/**
 * Only what is certain reads 0.00 or 1.00.
 *
 * @param {number} score 0..1
 */
export function probability(score) {
  if (score > 0 && score < 0.005) return "< 0.01";
  return score >= 0.995 && score < 1 ? "> 0.99" : decimal(score);
}

/**
 * Four significant digits.
 *
 * @param {number} value
 */
export function significant(value) {
  if (!Number.isFinite(value)) return unending(value);
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  const small = magnitude < 1e-4 || magnitude >= 1e6;
  const text = small ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

/** @param {number} value */
function unending(value) {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "−∞";
}
