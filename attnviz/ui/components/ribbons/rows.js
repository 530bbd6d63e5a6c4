// Which rows the picture has.

/** @import { Item, RibbonsData } from "../types.js" */

/**
 * @typedef {object} Row
 * @property {number} weight
 * @property {number} [at] Its position of the history; a row of several has none.
 * @property {Item | null} [click] Null is padding.
 * @property {boolean} [empty] Whether it is masked.
 * @property {number} [more] Of how many clicks it is the sum.
 * @property {Item | null} [about] One of these clicks, where all are of its interest.
 * @property {number} [size] Sum of the sizes of their weights.
 * @property {number} [padding] How many positions of padding it stands for.
 */

export const HEAVIEST = 12;
const MOST_BUNDLES = 4;

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
  for (const bundle of bundlesOf(rest, clicks)) {
    const sum = (/** @type {(i: number) => number} */ value) => {
      return bundle.reduce((total, i) => total + value(i), 0);
    };
    const about = bundle.every((i) => interestAt(clicks, i) === interestAt(clicks, bundle[0]))
      ? clicks[bundle[0]]
      : null;
    const size = sum((i) => Math.abs(weights[i]) || 0);
    rows.push({ more: bundle.length, about, weight: sum((i) => weights[i]), size });
  }
  const padding = clicks.length - speaking.length;
  return padding ? [...rows, { empty: true, padding, weight: 0 }] : rows;
}

/** @param {(Item | null)[]} clicks @param {number} i */
function interestAt(clicks, i) {
  return clicks[i]?.interest ?? "";
}

/**
 * The positions that have no row of their own: a bundle an interest, or one where these are many.
 *
 * @param {number[]} rest
 * @param {(Item | null)[]} clicks
 * @returns {number[][]}
 */
function bundlesOf(rest, clicks) {
  const interests = [...new Set(rest.map((i) => interestAt(clicks, i)))];
  if (interests.length > MOST_BUNDLES) return [rest];
  return interests.map((name) => rest.filter((i) => interestAt(clicks, i) === name));
}

/**
 * A row's name.
 *
 * @param {Row} row
 */
export function titleOf(row) {
  const about = row.about?.interest ? ` of ${row.about.interest}` : "";
  if (row.more) return `+ ${row.more} more${about}`;
  if (row.padding !== undefined && row.padding > 1) return `${row.padding} × padding, masked`;
  if (row.empty) return "padding, masked";
  return row.click?.title ?? "padding";
}
