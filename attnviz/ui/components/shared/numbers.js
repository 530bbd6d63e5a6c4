// Numbers in words: a real minus, never a negative zero. Python's own writing, in
// attnviz/pictures/numbers.py, is held to the same cases.

/**
 * A number with so many decimals; beyond ±10 million it has an exponent.
 *
 * @param {number} value
 * @param {number} [decimals]
 */
export function numberText(value, decimals = 2) {
  if (!Number.isFinite(value)) return unending(value);
  if (Math.abs(value) >= 1e7) return withExponent(value, 1);
  const text = halfToEven(value, decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/**
 * As Python rounds: an exact half, such as 0.125, goes to the even digit. `toFixed` takes it up.
 *
 * @param {number} value
 * @param {number} decimals
 */
function halfToEven(value, decimals) {
  const text = value.toFixed(decimals);
  const isHalf = Math.abs(value * 2 ** (decimals + 1)) % 2 === 1;
  if (!isHalf || Number(text.at(-1)) % 2 === 0) return text;
  return (value * (1 - Number.EPSILON)).toFixed(decimals);
}

/**
 * Only what is none or all reads 0 or 100 %.
 *
 * @param {number} share 0..1
 */
export function percent(share) {
  if (!Number.isFinite(share)) return unending(share);
  if (share > 0 && share <= 0.005) return "< 1 %";
  if (share >= 0.995 && share < 1 - 1e-6) return "> 99 %";
  return `${numberText(100 * share, 0)} %`;
}

/**
 * Only what is certain reads 0.00 or 1.00.
 *
 * @param {number} score 0..1
 */
export function probability(score) {
  if (score > 0 && score < 0.005) return "< 0.01";
  return score >= 0.995 && score < 1 ? "> 0.99" : numberText(score);
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
  if (magnitude < 1e-4 || magnitude >= 1e6) return withExponent(value, 2);
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

/** @param {number} value @param {number} digits Behind the point. */
function withExponent(value, digits) {
  return value.toExponential(digits).replace("e+", "e").replaceAll("-", "−");
}

/** @param {number} value */
function unending(value) {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "−∞";
}
