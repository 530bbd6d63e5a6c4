// Where the panel of an opened number stands: in view, over as little as can be of what it explains.

/** @import { Box, Seen } from "../types.js" */

/** @typedef {"beside" | "above" | "below" | "sheet"} Dock */

/** Under so many pixels the panel is a sheet from below, as wide as the window. */
export const PHONE = 600;
/** What a panel beside the page's column needs, pixels. */
export const BESIDE = 440;
/** Between the panel and the window's edge, pixels. */
export const MARGIN = 8;

/**
 * @param {object} page
 * @param {Box} page.room The part of the window that the page scrolls in.
 * @param {Box} page.column The page's column in it.
 * @param {number} page.height Of the panel above or below.
 * @param {boolean} [page.judged] Whether a lesson says there if an answer was right: the way on, which
 *   is over it, is then kept free.
 * @param {Seen[]} seen
 * @param {Dock | ""} now Where the panel stands; it stays there if it can.
 * @returns {Dock}
 */
export function dockFor({ room, column, height, judged = false }, seen, now) {
  if (room.right - room.left < PHONE) return "sheet";
  if (room.right - column.right >= BESIDE) return "beside";
  if (judged) return "below";
  const { left, top, right, bottom } = room;
  const covered = height + MARGIN;
  const bands = {
    above: { left, top, right, bottom: top + covered },
    below: { left, top: bottom - covered, right, bottom },
  };
  if ((now === "above" || now === "below") && !isCovered(seen, bands[now])) return now;
  const cost = (/** @type {Box} */ band) => {
    const pictures = seen.reduce((sum, { picture }) => sum + overlap(picture, band), 0);
    return isCovered(seen, band) ? Number.MAX_VALUE : pictures;
  };
  return cost(bands.above) < cost(bands.below) ? "above" : "below";
}

/**
 * How far a page scrolls so that the pinned number does not lie under a panel: downwards, pixels.
 *
 * @param {Seen[]} seen
 * @param {number} top Of the panel, which is below.
 * @param {number} head What lies over the page's top.
 */
export function scrollFor(seen, top, head) {
  const cells = seen.flatMap((one) => one.cells);
  if (!cells.length) return 0;
  const last = Math.max(...cells.map((cell) => cell.bottom));
  const wanted = Math.max(0, last + MARGIN - top);
  return Math.min(wanted, Math.max(0, numberTop(seen) - head - MARGIN));
}

/**
 * The same upwards, from under a panel above.
 *
 * @param {Seen[]} seen
 * @param {number} bottom Of the panel.
 */
export function scrollBackFor(seen, bottom) {
  return seen.length ? Math.max(0, bottom + MARGIN - numberTop(seen)) : 0;
}

/**
 * Whether a part of the pinned number lies under a panel.
 *
 * @param {Seen[]} seen
 * @param {Box} panel
 */
export function isCovered(seen, panel) {
  return seen.some(({ cells }) => cells.some((cell) => overlap(cell, panel) > 0));
}

/**
 * Where the first picture's own cell of the number begins: the least of its cells, as the others are
 * rows and columns that it stands for.
 *
 * @param {Seen[]} seen
 */
function numberTop(seen) {
  const own = seen.flatMap(({ cells }) => {
    if (!cells.length) return [];
    return cells.reduce((least, cell) => (area(cell) < area(least) ? cell : least)).top;
  });
  return Math.min(...own);
}

/** @param {Box} box */
const area = ({ left, top, right, bottom }) => (right - left) * (bottom - top);

/** @param {Box} first @param {Box} second The area that both have. */
function overlap(first, second) {
  const width = Math.min(first.right, second.right) - Math.max(first.left, second.left);
  const height = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
  return Math.max(0, width) * Math.max(0, height);
}
