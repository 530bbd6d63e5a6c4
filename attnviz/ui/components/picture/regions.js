// Cells of a picture, and regions of them: which are at a point, which are meant, which is next.

/** @import { Mark } from "../frames/overlay.js" */
/** @import { Cell, Panel, Place } from "../types.js" */

/**
 * @typedef {{ panel: Panel, row: number, column: number }} At
 * @typedef {{ panel: Panel, row: number, rows: number, column: number, columns: number }} Region
 */

/**
 * The panel and cell at a point of the picture.
 *
 * @param {Panel[]} panels
 * @param {Place} place
 * @param {number} x
 * @param {number} y
 * @returns {At | null}
 */
export function cellAt(panels, place, x, y) {
  for (const panel of panels) {
    const [left, top, width, height] = panel[place].box;
    const column = Math.floor((x - left) / width);
    const row = Math.floor((y - top) / height);
    if (has(panel, row, column)) return { panel, row, column };
  }
  return null;
}

/** @param {Panel} panel @param {number} row @param {number} column */
function has({ rows, columns }, row, column) {
  return row >= 0 && row < rows && column >= 0 && column < columns;
}

/**
 * Null for a cell of a panel that stands in no step, and for one that the step does not have.
 *
 * @param {At} at
 * @returns {Cell | null}
 */
export function toCell({ panel, row, column }) {
  if (!panel.at.length) return null;
  const band = Math.floor(column / panel.band);
  /** @type {Record<string, number>} */
  const own = {
    row: panel.row_places?.[row] ?? row,
    column: panel.column_places?.[column] ?? column,
    band,
    within: column % panel.band,
  };
  if (own.row < 0 || own.column < 0) return null;
  return { step: panel.step, index: panel.at.map((place) => own[place] ?? place) };
}

/** @param {Cell | null} first @param {Cell | null} second */
export function sameCell(first, second) {
  if (first === null || second === null) return false;
  return first.step === second.step && String(first.index) === String(second.index);
}

/**
 * Where a cell is in the panels of a picture. A null in the index stands for every position.
 *
 * @param {Panel[]} panels
 * @param {Cell | null} cell
 * @returns {Region[]}
 */
export function found(panels, cell) {
  if (!cell) return [];
  return panels.map((panel) => regionOf(panel, cell)).filter((region) => region !== null);
}

/** @param {Panel} panel @param {Cell} cell @returns {Region | null} */
function regionOf(panel, cell) {
  if (panel.step !== cell.step || panel.at.length !== cell.index.length) return null;
  const region = { panel, row: 0, rows: panel.rows, column: 0, columns: panel.columns };
  for (const [axis, place] of panel.at.entries()) {
    const wanted = cell.index[axis];
    if (wanted === null) continue;
    const named = place === "row" || place === "column" || place === "band" || place === "within";
    if (!named) {
      if (place !== wanted) return null;
      continue;
    }
    const at = rankOf(panel, place, Number(wanted));
    if (at < 0) return null;
    if (place === "row") Object.assign(region, { row: at, rows: 1 });
    else if (place === "column") Object.assign(region, { column: at, columns: 1 });
    else if (place === "within") Object.assign(region, { column: region.column + at, columns: 1 });
    else Object.assign(region, { column: at * panel.band, columns: panel.band });
  }
  const fits = region.row + region.rows <= panel.rows;
  return fits && region.column + region.columns <= panel.columns ? region : null;
}

/**
 * The row or the column of a panel that stands for a place in its step; -1 if none does.
 *
 * @param {Panel} panel
 * @param {string} axis
 * @param {number} wanted
 */
function rankOf(panel, axis, wanted) {
  /** @type {Record<string, number[] | undefined>} */
  const own = { row: panel.row_places, column: panel.column_places };
  const places = own[axis];
  return places ? places.indexOf(wanted) : wanted;
}

/**
 * The row of a cell in every panel that shares the rows, and its column in its own.
 *
 * @param {Panel[]} panels
 * @param {At} at
 * @returns {Region[]}
 */
export function crosshair(panels, { panel, row, column }) {
  const rows = panels
    .filter((other) => other.rows === panel.rows && other.row_labels === panel.row_labels)
    .map((other) => ({ panel: other, row, rows: 1, column: 0, columns: other.columns }));
  return [...rows, { panel, row: 0, rows: panel.rows, column, columns: 1 }];
}

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAGE = 10; // Rows.

/**
 * What the keys do in a picture, in words; "" if it has no cells.
 *
 * @param {Panel[]} panels
 */
export function keysOf(panels) {
  if (!panels.length) return "";
  const moves = "Arrow keys, Home, End, Page Up and Page Down move over the cells";
  const pins = panels.some((panel) => panel.at.length > 0);
  const zooms = "Plus and minus zoom, 0 shows all of it";
  return `${moves}${pins ? "; Enter pins one, Escape unpins it" : ""}. ${zooms}.`;
}

/**
 * The cell that a key goes to: in the panel, with an arrow else in the nearest panel beside it. Null
 * if it goes to none.
 *
 * @param {Panel[]} panels
 * @param {Place} place
 * @param {At | null} at
 * @param {string} key
 * @returns {At | null}
 */
export function nextCell(panels, place, at, key) {
  const jumps = ["Home", "End", "PageUp", "PageDown"].includes(key);
  if (!panels.length || !(jumps || key in ARROWS)) return null;
  if (!at) return { panel: panels[0], row: 0, column: 0 };
  if (jumps) return jumped(at, key);
  const [across, down] = ARROWS[key];
  const [row, column] = [at.row + down, at.column + across];
  if (has(at.panel, row, column)) return { panel: at.panel, row, column };
  const [left, top, width, height] = at.panel[place].box;
  const [x, y] = [left + (at.column + 0.5) * width, top + (at.row + 0.5) * height];
  const beside = panels
    .filter((panel) => panel !== at.panel)
    .map((panel) => {
      const near = nearestIn(panel, place, x, y);
      const ahead = near.dx * across + near.dy * down;
      const aside = Math.abs(near.dx * down) + Math.abs(near.dy * across);
      return { panel, row: near.row, column: near.column, ahead, cost: ahead + 2 * aside };
    })
    .filter(({ ahead }) => ahead > 1)
    .sort((first, second) => first.cost - second.cost);
  if (!beside.length) return at;
  const [nearest] = beside;
  return { panel: nearest.panel, row: nearest.row, column: nearest.column };
}

/** @param {At} at @param {string} key @returns {At} */
function jumped({ panel, row, column }, key) {
  if (key === "Home") return { panel, row, column: 0 };
  if (key === "End") return { panel, row, column: panel.columns - 1 };
  return { panel, row: clamped(row + (key === "PageUp" ? -PAGE : PAGE), panel.rows), column };
}

/**
 * The cell of a panel that is nearest to a point, and how far its middle is away.
 *
 * @param {Panel} panel
 * @param {Place} place
 * @param {number} x
 * @param {number} y
 */
function nearestIn(panel, place, x, y) {
  const [left, top, width, height] = panel[place].box;
  const row = clamped(Math.floor((y - top) / height), panel.rows);
  const column = clamped(Math.floor((x - left) / width), panel.columns);
  return {
    row,
    column,
    dx: left + (column + 0.5) * width - x,
    dy: top + (row + 0.5) * height - y,
  };
}

/** @param {number} index @param {number} count */
function clamped(index, count) {
  return Math.min(Math.max(index, 0), count - 1);
}

/**
 * @param {Region} region
 * @param {Place} place
 * @param {Mark["kind"]} kind
 * @returns {Mark}
 */
export function regionMark(region, place, kind) {
  const [left, top, width, height] = region.panel[place].box;
  return {
    kind,
    x: left + region.column * width,
    y: top + region.row * height,
    width: region.columns * width,
    height: region.rows * height,
  };
}
