// Which rows the picture has.

/** @import { Item, RibbonsData } from "../types.js" */

/**
 * @typedef {object} Row
 * @property {number} weight
 * @property {number} [at] Its position of the history; a row of several has none.
 * @property {Item | null} [click] Null is padding.
 * @property {boolean} [empty] Whether it is masked.
 * @property {number} [more] Of how many clicks it is the sum.
 * @property {number} [size] Sum of the sizes of their weights.
 * @property {number} [padding] How many positions of padding it stands for.
 */

const HEAVIEST = 12;

/**
 * Every position while they are few, else the heaviest clicks and two sums.
 *
 * @param {Pick<RibbonsData, "clicks" | "pinned" | "epochs">} data
 * @param {number[]} weights
 * @returns {Row[]}
 */
export function rowsOf({ clicks, pinned, epochs }, weights) {
  const places = clicks.map((_, i) => i);
  const empty = (/** @type {number} */ i) => !clicks[i] && weights[i] === 0;
  /** @returns {Row} */
  const row = (/** @type {number} */ i) => {
    return { at: i, click: clicks[i], empty: empty(i), weight: weights[i] };
  };
  if (clicks.length <= HEAVIEST) return places.map(row);

  const speaking = places.filter((i) => !empty(i));
  // Through all epochs the same rows.
  const readings = epochs.length ? epochs.map((reading) => reading.weights) : [weights];
  const size = (/** @type {number} */ i) => {
    return Math.max(...readings.map((values) => Math.abs(Number(values[i])) || 0));
  };
  const shown = new Set([...speaking].sort((a, b) => size(b) - size(a)).slice(0, HEAVIEST));
  if (pinned !== null) shown.add(pinned);
  let rest = speaking.filter((i) => !shown.has(i));
  if (rest.length === 1) {
    shown.add(rest[0]);
    rest = [];
  }
  const rows = places.filter((i) => shown.has(i)).map(row);
  if (rest.length) {
    const sum = (/** @type {(i: number) => number} */ value) => {
      return rest.reduce((total, i) => total + value(i), 0);
    };
    const weight = sum((i) => weights[i]);
    rows.push({ more: rest.length, weight, size: sum((i) => Math.abs(weights[i]) || 0) });
  }
  const padding = clicks.length - speaking.length;
  return padding ? [...rows, { empty: true, padding, weight: 0 }] : rows;
}

/**
 * A row's name.
 *
 * @param {Row} row
 * @param {string} text Its weight.
 */
export function titleOf(row, text) {
  if (row.more) return `+ ${row.more} more, ${text}`;
  if (row.padding !== undefined && row.padding > 1) return `${row.padding} × padding, masked`;
  if (row.empty) return "padding, masked";
  return row.click?.title ?? "padding";
}
