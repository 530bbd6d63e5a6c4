// Where the keys go on a curve.

const PAGE = 10;

/**
 * The position that a key goes to on a curve; null if it goes to none.
 *
 * @param {number} at
 * @param {number} count
 * @param {string} key
 */
export function nextPosition(at, count, key) {
  /** @type {Record<string, number>} */
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageUp: at - PAGE,
    PageDown: at + PAGE,
    Home: 0,
    End: count - 1,
  };
  return key in to ? Math.min(Math.max(to[key], 0), count - 1) : null;
}
