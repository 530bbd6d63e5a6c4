// The picture as tables: for screen readers, for copying, and for when nothing can be drawn.

/** @import { Columns, Frame, Heatmap, Panel } from "../types.js" */
import { make } from "../shared/dom.js";
import { significant } from "../shared/numbers.js";
import { cellText } from "./words.js";

const TABLE_ROWS = 40;
const TABLE_COLUMNS = 16;
const TABLE_CELLS = 800;

/** @param {Frame} frame */
export function tables(frame) {
  const { meta } = frame.layout;
  /** @type {Element[]} */
  const parts = [];
  let cells = 0;
  let left = 0;
  for (const panel of meta?.panels ?? foreignPanels(frame)) {
    const rows = Math.min(panel.rows, TABLE_ROWS);
    const columns = Math.min(panel.columns, TABLE_COLUMNS);
    if (cells + rows * columns > TABLE_CELLS) {
      left += 1;
      continue;
    }
    cells += rows * columns;
    parts.push(panelTable(frame, panel, rows, columns));
  }
  const columns = meta?.curves ?? meta?.table;
  if (columns) parts.push(columnsTable(columns));
  if (left) parts.push(make("p", "", null, `${left} more panels are not in the table.`));
  return parts;
}

/**
 * A figure that is not attnviz's: each heatmap as a panel without labels.
 *
 * @param {Frame} frame
 * @returns {Panel[]}
 */
function foreignPanels(frame) {
  return frame.data.flatMap((trace, i) => {
    if (trace.type !== "heatmap") return [];
    const { z, name } = /** @type {Heatmap} */ (trace);
    const [rows, columns] = [z.length, z[0].length];
    /** @type {Panel["wide"]} */
    const wide = { box: [0, 0, 1, 1], numbers: [0, 0, 0] };
    const title = name ?? "";
    return [
      {
        step: title,
        title,
        block: "",
        trace: i,
        z: [0, 0],
        rows,
        columns,
        at: [],
        band: columns,
        row_labels: 0,
        column_labels: 0,
        shape: "",
        cursor: "",
        masked: [],
        padding: [],
        wide,
        narrow: wide,
      },
    ];
  });
}

/** @param {Frame} frame @param {Panel} panel @param {number} rows @param {number} columns */
function panelTable(frame, panel, rows, columns) {
  const labels = frame.layout.meta?.labels ?? [[]];
  const names = labels[panel.column_labels];
  const lines = labels[panel.row_labels];
  const cut = [
    rows < panel.rows ? `first ${rows} of ${panel.rows} rows` : "",
    columns < panel.columns ? `first ${columns} of ${panel.columns} columns` : "",
  ].filter(Boolean);
  const title = [panel.block, panel.title, panel.shape].filter(Boolean).join(" ");
  const table = make("table");
  make("caption", "", table, title + (cut.length ? ` (${cut.join(", ")})` : ""));
  const head = make("tr", "", make("thead", "", table));
  make("td", "", head);
  for (let column = 0; column < columns; column++) {
    make("th", "", head, names[column] ?? String(column + 1)).scope = "col";
  }
  const body = make("tbody", "", table);
  for (let row = 0; row < rows; row++) {
    const line = make("tr", "", body);
    make("th", "", line, lines[row] ?? String(row + 1)).scope = "row";
    for (let column = 0; column < columns; column++) {
      const { value, masked } = cellText(frame, panel, row, column);
      make("td", "", line, masked && !panel.hatched ? "masked" : value);
    }
  }
  return table;
}

/** @param {Columns} columns */
function columnsTable({ x_name, x, names, values }) {
  const table = make("table");
  const head = make("tr", "", make("thead", "", table));
  for (const name of [x_name, ...names]) make("th", "", head, name).scope = "col";
  const body = make("tbody", "", table);
  x.forEach((position, i) => {
    const line = make("tr", "", body);
    make("th", "", line, String(position)).scope = "row";
    for (const column of values) {
      const value = column[i];
      make("td", "", line, value === null ? "–" : significant(value));
    }
  });
  return table;
}
