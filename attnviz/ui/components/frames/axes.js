// The one pair of axes of a picture, in its own pixels, downwards; as zoomed.

/**
 * @typedef {object} Axes
 * @property {[number, number]} x From the left to the right edge.
 * @property {[number, number]} y From the bottom to the top edge.
 * @property {number} width Pixels of the page.
 * @property {number} height
 */

/**
 * @param {Axes} axes
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function onPage({ x: [left, right], y: [bottom, top], width, height }, x, y) {
  return [((x - left) / (right - left)) * width, ((y - top) / (bottom - top)) * height];
}

/**
 * @param {Axes} axes
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function inPicture({ x: [left, right], y: [bottom, top], width, height }, x, y) {
  return [left + (x / width) * (right - left), top + (y / height) * (bottom - top)];
}
