// How large a frame is on a page of some width, and its colours in the page's theme.

/** @import { Frame, Trace } from "../types.js" */

/** @param {number} width */
export function isNarrow(width) {
  return width < 600;
}

/**
 * A frame's size on a page of some width; figures that are not attnviz's fill the page.
 *
 * @param {Frame} frame
 * @param {number} width
 */
export function frameSize({ layout: wide }, width) {
  const layout = (isNarrow(width) && wide.meta?.narrow?.layout) || wide;
  const full = layout.width ?? width;
  return { width: Math.min(full, width), height: layout.height ?? 360, full };
}

/**
 * A trace with what is its own on a narrow page, if it is on one.
 *
 * @param {Trace} trace
 * @param {Partial<Trace> | undefined} narrow
 * @returns {Trace}
 */
export function placed(trace, narrow) {
  return /** @type {Trace} */ ({ ...trace, ...narrow });
}

/**
 * All light hexes in a value, in their dark partners.
 *
 * @template Value
 * @param {Value} value
 * @param {Record<string, string> | null} dark
 * @returns {Value}
 */
export function recolour(value, dark) {
  return dark ? recoloured(value, dark) : value;
}

/** @param {any} value @param {Record<string, string>} dark @returns {any} */
function recoloured(value, dark) {
  if (typeof value === "string") return value.replace(/#[0-9A-F]{6}/g, (hex) => dark[hex] ?? hex);
  if (Array.isArray(value)) return value.map((entry) => recoloured(entry, dark));
  if (value && typeof value === "object" && !ArrayBuffer.isView(value)) {
    const entries = Object.entries(value).map(([name, entry]) => [name, recoloured(entry, dark)]);
    return Object.fromEntries(entries);
  }
  return value;
}
