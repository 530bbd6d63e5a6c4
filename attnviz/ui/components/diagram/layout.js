// Where the nodes of a walk stand: columns from left to right, lanes from the top down.

/** @import { DiagramNode } from "../types.js" */
import { sizesOf } from "../shared/shape.js";

/**
 * @typedef {{ early: DiagramNode[], chain: DiagramNode[] }} Parts
 * @typedef {Map<string, { column: number, row: number }>} Columns
 */

/**
 * The end of the walk, from where on every tensor comes from the one before it: drawn as a chain.
 *
 * @param {DiagramNode[]} nodes
 * @returns {Parts}
 */
export function chainOf(nodes) {
  let start = nodes.length - 1;
  while (start > 0 && nodes[start].parents.includes(nodes[start - 1].name)) start--;
  return { early: nodes.slice(0, start), chain: nodes.slice(start) };
}

/**
 * The column of each node: how far it is from the sources. In a folded diagram up to `depth` nodes
 * of the chain stand below each other; one that others come into starts a new column.
 *
 * @param {Parts} parts
 * @param {number} depth
 */
export function columnsOf({ early, chain }, depth) {
  /** @type {Columns} */
  const columns = new Map();
  const behind = (/** @type {DiagramNode} */ { parents }) => {
    return 1 + Math.max(-1, ...parents.map((name) => columns.get(name)?.column ?? -1));
  };
  for (const node of early) columns.set(node.name, { column: behind(node), row: 0 });
  let [column, row] = [behind(chain[0]), 0];
  for (const node of chain) {
    if (node !== chain[0] && (row + 1 === depth || node.parents.length > 1)) {
      [column, row] = [column + 1, 0];
    } else if (node !== chain[0]) {
      row += 1;
    }
    columns.set(node.name, { column, row });
  }
  return columns;
}

/**
 * The lanes of the nodes before the chain: children side by side. At the bottom, beside the chain,
 * is what the chain starts from; above it, what is used last is on top, so that its edge runs over
 * all others; what nobody uses is below all.
 *
 * @param {Parts} parts
 * @param {Columns} columns
 */
export function lanesOf({ early, chain }, columns) {
  const [start] = chain;
  /** @type {(node: DiagramNode) => DiagramNode[]} */
  const sprouts = (node) => early.filter(({ parents }) => parents[0] === node.name);
  /** @type {(node: DiagramNode) => boolean} */
  const leaf = (node) => sprouts(node).length === 0;
  const entering = early.filter((node) => start.parents.includes(node.name));
  const beside = entering.some(leaf) ? null : entering.at(-1);
  /** @type {(node: DiagramNode) => DiagramNode[]} */
  const children = (node) => (node === beside ? [...sprouts(node), start] : sprouts(node));
  /** @type {(node: DiagramNode) => boolean} */
  const enters = (node) =>
    node === start || (entering.includes(node) && leaf(node)) || children(node).some(enters);
  /** @type {(node: DiagramNode) => DiagramNode[]} */
  const users = (node) => [...early, ...chain].filter(({ parents }) => parents.includes(node.name));
  /** @type {(node: DiagramNode) => number} */
  const exit = (node) =>
    Math.max(
      ...users(node).map((user) => columns.get(user.name)?.column ?? -1),
      ...sprouts(node).map(exit),
      -1,
    );
  /** @type {(node: DiagramNode) => boolean} */
  const dead = (node) =>
    users(node).length === 0 || (sprouts(node).length > 0 && users(node).every(dead));
  /** @type {(a: DiagramNode, b: DiagramNode) => number} */
  const order = (a, b) =>
    Number(dead(a)) - Number(dead(b)) || Number(enters(a)) - Number(enters(b)) || exit(b) - exit(a);

  /** @type {Map<string, number>} */
  const lanes = new Map();
  /** @type {(node: DiagramNode) => number} */
  const laneOf = ({ name }) => lanes.get(name) ?? 0;
  let next = 0;
  /** @type {(node: DiagramNode) => void} */
  const place = (node) => {
    const below = node === start ? [] : children(node).sort(order);
    below.forEach(place);
    const places = below.map(laneOf);
    const middle = (Math.min(...places) + Math.max(...places)) / 2;
    lanes.set(node.name, below.length ? middle : next++);
  };
  early
    .filter(({ parents }) => parents.length === 0)
    .sort(order)
    .forEach(place);
  if (!lanes.has(start.name)) {
    const places = entering.filter(leaf).map(laneOf);
    const folded = [...columns.values()].some(({ row }) => row > 0);
    const middle = places.reduce((sum, lane) => sum + lane, 0) / (places.length || 1);
    lanes.set(start.name, folded ? Math.min(middle, ...places) : middle);
  }
  const own = laneOf(start);
  for (const { name } of chain) lanes.set(name, own + (columns.get(name)?.row ?? 0));
  return lanes;
}

/**
 * A shape in numbers of as many digits as its lengths can have. With room for these the diagram
 * folds no deeper, and is no higher, for ten users than for nine, for 100 clicks than for 99.
 *
 * @param {string} shape
 */
export function roomFor(shape) {
  const wide = (/** @type {string} */ axis) => (/^(T|F$|u$)/.test(axis) ? 3 : 2);
  return sizesOf(shape)
    .map(([axis, length]) => (length ? `${axis}=${length.padStart(wide(axis), "0")}` : axis))
    .join(" ");
}
