// Texts of a chart on a page that is narrower than the chart was made for.

/** @import { Scatter, Trace } from "../types.js" */

/** What is smaller is hard to read, pixels. */
export const READABLE = 11;

/**
 * A trace whose texts are as much smaller as the page is, down to a size.
 *
 * @param {Trace} trace
 * @param {number} scale Of the chart's width.
 * @param {number} least Pixels; a text that was made smaller stays so.
 * @returns {Trace}
 */
export function fitted(trace, scale, least) {
  if (scale >= 1 || trace.type !== "scatter" || trace.mode !== "text") return trace;
  const { textfont } = /** @type {Scatter} */ (trace);
  const { size = 12 } = textfont ?? {};
  const sized = (/** @type {number} */ one) => Math.min(one, Math.max(least, one * scale));
  const sizes = typeof size === "number" ? sized(size) : size.map(sized);
  return { ...trace, textfont: { ...textfont, size: sizes } };
}
