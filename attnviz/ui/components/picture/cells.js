// The cells of a picture, each in the colour of its number.

/** @import { Heatmap, Panel, Place, Trace } from "../types.js" */
import { between } from "../shared/colours.js";

/**
 * @typedef {object} Cells A panel's cells.
 * @property {string} step
 * @property {string} at Where they are in the step's tensor.
 * @property {number} rows
 * @property {number} columns
 * @property {number[]} box Left, top, width and height of a cell.
 * @property {Uint8ClampedArray<ArrayBuffer>} bytes RGBA, none where no number is.
 * @property {number} [alpha] While they are on their way.
 */

const FAINT = 0.05; // What is less seen than this need not disappear further.

/**
 * @param {Panel[]} panels
 * @param {Place} place
 * @param {Trace[]} traces
 * @param {Record<string, string> | null} dark Every light hex to its dark partner, in a dark theme.
 * @returns {Cells[]}
 */
export function cellsOf(panels, place, traces, dark) {
  const heatmaps = traces.map((trace) => {
    if (trace.type !== "heatmap") return null;
    const { z, zmin, zmax, colorscale } = /** @type {Heatmap} */ (trace);
    /** @type {Heatmap["colorscale"]} */
    const themed = colorscale.map(([at, hex]) => [at, dark?.[hex] ?? hex]);
    return { z, colour: colouring({ zmin, zmax, colorscale: themed }) };
  });
  return panels.map((panel) => {
    const { rows, columns, step, at, trace } = panel;
    const heatmap = heatmaps[trace];
    if (!heatmap) throw new Error(`the panel ${panel.title} has no values`);
    const [top, left] = panel.z;
    const bytes = new Uint8ClampedArray(4 * rows * columns);
    for (let row = 0; row < rows; row++) {
      const numbers = heatmap.z[top + row];
      for (let column = 0; column < columns; column++) {
        heatmap.colour(numbers[left + column], bytes, 4 * (row * columns + column));
      }
    }
    return { step, at: String(at), rows, columns, box: panel[place].box, bytes };
  });
}

/**
 * What writes the colour that a heatmap gives a number.
 *
 * @param {Pick<Heatmap, "zmin" | "zmax" | "colorscale">} trace
 * @returns {(number: number, bytes: Uint8ClampedArray, start: number) => void}
 */
export function colouring({ zmin, zmax, colorscale }) {
  const stops = colorscale.map(([at]) => at);
  const colours = colorscale.map(([, hex]) => {
    return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  });
  return (number, bytes, start) => {
    if (!Number.isFinite(number)) return;
    const [low, share] = between(stops, (number - zmin) / (zmax - zmin));
    const [from, to] = [colours[low], colours[low + 1]];
    for (let i = 0; i < 3; i++) bytes[start + i] = from[i] + share * (to[i] - from[i]);
    bytes[start + 3] = 255;
  };
}

/**
 * Each tensor starts from where it stood before; the result of a step, if it is new, from the tensor
 * that it grew out of: one with the same rows and columns. What has no such start appears, what does
 * not go on disappears.
 *
 * @param {Cells[]} before
 * @param {Cells[]} after
 * @returns {(share: number) => Cells[]} What is seen when a share of the way is gone.
 */
export function onTheirWay(before, after) {
  const last = after.at(-1);
  const starts = after.map((cells) => before.findLast((old) => same(old, cells)));
  const ways = after.map((cells, i) => {
    const isNew = !starts[i] && cells.step === last?.step;
    const source = isNew ? starts.find((start) => start && likeGrid(start, cells)) : starts[i];
    return { start: source, end: cells };
  });
  const goes = before.filter((old) => !starts.includes(old) && (old.alpha ?? 1) > FAINT);
  return (share) => [
    ...goes.map((old) => ({ ...old, alpha: (old.alpha ?? 1) * (1 - share) })),
    ...ways.map(({ start, end }) =>
      start ? onItsWay(start, end, share) : { ...end, alpha: share },
    ),
  ];
}

/** @param {Cells} first @param {Cells} second */
function same(first, second) {
  return first.step === second.step && first.at === second.at && likeGrid(first, second);
}

/** @param {Cells} first @param {Cells} second */
function likeGrid(first, second) {
  return first.rows === second.rows && first.columns === second.columns;
}

/** @param {Cells} start @param {Cells} end @param {number} share @returns {Cells} */
function onItsWay(start, end, share) {
  const mixed = (/** @type {number} */ from, /** @type {number} */ to) =>
    from + share * (to - from);
  const bytes = new Uint8ClampedArray(end.bytes.length);
  for (let i = 0; i < bytes.length; i += 4) {
    // A cell without a number has no colour: it takes the other's.
    const from = start.bytes[i + 3] ? start.bytes : end.bytes;
    const to = end.bytes[i + 3] ? end.bytes : start.bytes;
    for (let colour = i; colour < i + 3; colour++) bytes[colour] = mixed(from[colour], to[colour]);
    bytes[i + 3] = mixed(start.bytes[i + 3], end.bytes[i + 3]);
  }
  const box = end.box.map((length, i) => mixed(start.box[i], length));
  return { ...end, bytes, box, alpha: mixed(start.alpha ?? 1, 1) };
}
