// Where the keys go among the points of a chart.

/**
 * @typedef {object} Point
 * @property {number} x Pixels of the page, from the left.
 * @property {number} y From the top.
 */

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The point that a key goes to; null if it goes to none.
 *
 * An arrow goes to the nearest one in its quarter of the plane. The page keys go through all in
 * their order, so that each can be reached.
 *
 * @param {readonly Point[]} points
 * @param {number | null} at None yet: each key begins with the first.
 * @param {string} key
 */
export function nextPoint(points, at, key) {
  const last = points.length - 1;
  /** @type {Record<string, number>} */
  const listed = { PageUp: (at ?? 0) - 1, PageDown: (at ?? -1) + 1, Home: 0, End: last };
  if (!(key in listed) && !(key in WAYS)) return null;
  if (last < 0) return null;
  if (key in listed) return Math.min(Math.max(listed[key], 0), last);
  if (at === null) return 0;
  const [right, down] = WAYS[key];
  let [nearest, least] = [at, Number.POSITIVE_INFINITY];
  points.forEach(({ x, y }, i) => {
    const [across, along] = [x - points[at].x, y - points[at].y];
    const ahead = across * right + along * down;
    const aside = Math.abs(across * down) + Math.abs(along * right);
    const distance = Math.hypot(across, along);
    if (ahead > 0 && aside <= ahead && distance < least) [nearest, least] = [i, distance];
  });
  return nearest;
}
