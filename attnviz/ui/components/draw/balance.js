// Whole per cents that sum to 100 whatever is drawn.

const WHOLE = 100;

/**
 * Shares that are as equal as whole numbers can be.
 *
 * @param {number} count How many, 1 or more.
 */
export const even = (count) => scaled(new Array(count).fill(1), WHOLE);

/**
 * Shares after one of them has been drawn: first those give or take that nobody has drawn yet.
 *
 * @param {readonly number[]} shares They sum to 100.
 * @param {number} at Which one is drawn.
 * @param {number} wanted What it is drawn to; what is not from 0 to 100 becomes the nearer of both.
 * @param {ReadonlySet<number>} kept Those that were drawn before.
 */
export function balanced(shares, at, wanted, kept) {
  const rest = shares.length > 1 ? WHOLE - Math.min(WHOLE, Math.max(0, Math.round(wanted))) : 0;
  const others = shares.map((_, i) => i).filter((i) => i !== at);
  const free = others.filter((i) => !kept.has(i));
  const held = others.filter((i) => kept.has(i));
  const holding = held.reduce((sum, i) => sum + shares[i], 0);
  const moves = free.length > 0 && holding <= rest ? free : others;
  const result = shares.slice();
  result[at] = WHOLE - rest;
  if (moves === free) return placed(result, shares, free, rest - holding);
  // Those that were drawn have to give way too, and nothing is left for the others.
  for (const i of free) result[i] = 0;
  return placed(result, shares, held.length > 0 ? held : free, rest);
}

/**
 * @param {number[]} result Changed in place.
 * @param {readonly number[]} shares
 * @param {number[]} places
 * @param {number} total
 */
function placed(result, shares, places, total) {
  const values = scaled(
    places.map((i) => shares[i]),
    total,
  );
  places.forEach((i, n) => {
    result[i] = values[n];
  });
  return result;
}

/**
 * Whole numbers in the same proportions that sum to a total: the largest remainders get what is
 * left by rounding down.
 *
 * @param {readonly number[]} values
 * @param {number} total
 */
function scaled(values, total) {
  const sum = values.reduce((a, b) => a + b, 0);
  const exact = values.map((value) => (sum > 0 ? value / sum : 1 / values.length) * total);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((a, b) => a + b, 0);
  const order = exact.map((_, i) => i).sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
  for (const i of order.slice(0, left)) whole[i] += 1;
  return whole;
}
