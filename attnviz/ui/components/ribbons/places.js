// Where the picture's parts stand, in pixels from its top.

/**
 * @typedef {object} Sizes In pixels.
 * @property {number} card A click's height.
 * @property {number} gap Between two clicks.
 * @property {number} stack All ribbons' ends together.
 * @property {number} above Room over them.
 * @property {number} below Room under them.
 */

/**
 * Clicks and ribbons' ends have one middle, until there are more clicks than fit beside the ends.
 *
 * @param {Sizes} sizes
 * @param {number} rows How many clicks there is room for.
 * @returns {{ top: number, first: number, height: number }} Where the ribbons' ends and the first
 *   click begin, and how high both are together.
 */
export function placesOf({ card, gap, stack, above, below }, rows) {
  const column = rows * card + (rows - 1) * gap;
  const top = Math.max(above, (column - stack) / 2);
  const first = column >= stack ? 0 : Math.max(0, top + (stack - column) / 2);
  return { top, first, height: Math.max(column, top + stack + below) };
}
