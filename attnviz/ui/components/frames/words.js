// A cell in words.

/** @import { Frame, Heatmap, Panel, Rectangle } from "../types.js" */
import { significant } from "../shared/numbers.js";

/**
 * Where a cell is, and its number.
 *
 * @param {Frame} frame
 * @param {Panel} panel
 * @param {number} row
 * @param {number} column
 */
export function cellText(frame, panel, row, column) {
  const labels = frame.layout.meta?.labels ?? [[]];
  const rowLabel = labels[panel.row_labels][row];
  const columnLabel = labels[panel.column_labels][column];
  const place = [rowLabel, columnLabel].filter(Boolean).join(" · ");
  const masked = inRectangles(panel.masked, row, column);
  if (masked) return { place, masked, value: panel.hatched ?? "masked: no number" };
  const padding = inRectangles(panel.padding, row, column) ? " (padding)" : "";
  return { place, masked, value: significant(cellValue(frame, panel, row, column)) + padding };
}

/** @param {Rectangle[]} rectangles @param {number} row @param {number} column */
function inRectangles(rectangles, row, column) {
  return rectangles.some(([top, left, rows, columns]) => {
    return row >= top && row < top + rows && column >= left && column < left + columns;
  });
}

/** @param {Frame} frame @param {Panel} panel @param {number} row @param {number} column */
function cellValue(frame, panel, row, column) {
  const { z } = /** @type {Heatmap} */ (frame.data[panel.trace]);
  return z[panel.z[0] + row][panel.z[1] + column];
}
