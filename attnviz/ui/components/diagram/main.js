// The layer's walk as a diagram of its tensors; where it is too wide it folds.

/** @import { DiagramData, DiagramNode, Send, Told, View } from "../types.js" */
/** @import { Columns, Parts } from "./layout.js" */
import { draw, fit, make, setText } from "../shared/dom.js";
import { Edges } from "../shared/edges.js";
import { mounted } from "../shared/mount.js";
import { writeShape } from "../shared/shape.js";
import { chainOf, columnsOf, lanesOf, roomFor } from "./layout.js";

/** @typedef {{ x: number, y: number, w: number, h: number, column: number }} Box */

// Pixels between columns, and between lanes.
const BETWEEN = 14;
const BELOW = 14;
const DEEPEST = 4;
const SCROLLED = 2;

/** @implements {View<DiagramData>} */
class Diagram {
  /** @type {Send} */
  send = () => {};
  /** @type {DiagramNode[]} */
  nodes = [];
  /** @type {Tensor[]} */
  tensors = [];
  /** @type {SVGPathElement[]} */
  edges = [];
  /** @type {number[]} */
  widths = [];

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    const box = make("div", "box", root);
    this.title = make("h3", "", box);
    this.scroller = make("div", "scroller", box);
    this.canvas = make("div", "canvas", this.scroller);
    this.svg = draw("svg", { "aria-hidden": "true" }, this.canvas);
    this.list = make("div", "nodes", this.canvas);
    this.list.setAttribute("role", "group");
    this.list.setAttribute("aria-label", "Tensors from clicks to the interest vector");
    this.watch = new ResizeObserver(() => this.layOut());
    this.watch.observe(this.scroller);
    this.fading = new Edges(this.scroller);
  }

  /** @param {DiagramData} data */
  update({ title, nodes, current }) {
    setText(this.title, title);
    this.nodes = nodes;
    const open = (/** @type {number} */ i) => this.send("opened", this.nodes[i].name);
    fit(this.tensors, nodes.length, (i) => new Tensor(this.list, () => open(i)));
    nodes.forEach((node, i) => {
      this.tensors[i].show(node);
    });
    this.mark(current);
    this.layOut();
  }

  /** @param {Told} told */
  follow(told) {
    if (told.kind === "step" && "index" in told && told.step) this.mark(told.step);
  }

  stop() {
    this.watch.disconnect();
    this.fading.stop();
  }

  /** @param {string} name */
  mark(name) {
    this.nodes.forEach((node, i) => {
      const { button } = this.tensors[i];
      if (node.name === name) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
  }

  layOut() {
    const room = this.scroller.clientWidth;
    if (!this.nodes.length || !room) return;
    const parts = chainOf(this.nodes);
    const depth = this.fitting(parts, room - 6, false) ?? this.fitting(parts, room - 6, true);
    const columns = columnsOf(parts, depth ?? SCROLLED);
    const boxes = this.place(columns, lanesOf(parts, columns));
    this.connect(parts, boxes);
    this.fading.show();
  }

  /**
   * How deep the chain must fold for all to fit into some pixels; with small nodes if asked.
   *
   * @param {Parts} parts
   * @param {number} room
   * @param {boolean} small
   */
  fitting(parts, room, small) {
    this.list.classList.toggle("small", small);
    for (const { button } of this.tensors) button.style.width = "";
    this.widths = this.tensors.map(({ button }) => button.offsetWidth);
    const depths = Array.from({ length: DEEPEST }, (_, i) => i + 1);
    return depths.find((deep) => this.spread(columnsOf(parts, deep)).width <= room);
  }

  /**
   * Where each column starts, and how wide it is.
   *
   * @param {Columns} columns
   */
  spread(columns) {
    /** @type {number[]} */
    const widths = [];
    this.nodes.forEach(({ name }, i) => {
      const column = columns.get(name)?.column ?? 0;
      widths[column] = Math.max(widths[column] ?? 0, this.widths[i]);
    });
    let end = -BETWEEN;
    const starts = widths.map((width) => {
      const start = end + BETWEEN;
      end = start + width;
      return start;
    });
    return { starts, widths, width: end };
  }

  /** @param {Columns} columns @param {Map<string, number>} lanes */
  place(columns, lanes) {
    const { starts, widths, width } = this.spread(columns);
    const h = this.tensors[0].button.offsetHeight;
    /** @type {Map<string, Box>} */
    const boxes = new Map();
    this.nodes.forEach(({ name }, i) => {
      const column = columns.get(name)?.column ?? 0;
      const y = (lanes.get(name) ?? 0) * (h + BELOW);
      const [x, w] = [starts[column], widths[column]];
      boxes.set(name, { x, y, w, h, column });
      const { style } = this.tensors[i].button;
      Object.assign(style, { left: `${x}px`, top: `${y}px`, width: `${w}px` });
    });
    const height = Math.max(...lanes.values()) * (h + BELOW) + h;
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    return boxes;
  }

  /** @param {Parts} parts @param {Map<string, Box>} boxes */
  connect({ chain }, boxes) {
    const later = new Set(chain.slice(1).map(({ name }) => name));
    const roles = new Map(this.nodes.map(({ name, role }) => [name, role]));
    const edges = this.nodes.flatMap(({ name, parents }) =>
      parents.map((parent) => [parent, name]),
    );
    fit(this.edges, edges.length, () => draw("path", {}, this.svg));
    edges.forEach(([parent, child], i) => {
      const [from, to] = [boxes.get(parent), boxes.get(child)];
      if (!from || !to) return;
      const over = later.has(child) && from.y < to.y && to.column > from.column + 1;
      const line = from.column === to.column ? inside : over ? above : across;
      this.edges[i].dataset.role = roles.get(parent);
      this.edges[i].setAttribute("d", line(from, to));
    });
  }
}

/** A node. */
class Tensor {
  /** @param {Element} parent @param {() => void} open */
  constructor(parent, open) {
    this.button = make("button", "node", parent);
    this.name = make("span", "name", this.button);
    this.shape = make("span", "shape", this.button);
    this.room = make("span", "room", this.button);
    this.button.addEventListener("click", open);
  }

  /** @param {DiagramNode} node */
  show({ name, role, shape, parents, moved }) {
    const title = name.replaceAll("_", " ");
    setText(this.name, title);
    writeShape(this.shape, shape, moved);
    setText(this.room, roomFor(shape));
    this.button.dataset.role = role;
    const from = parents.length ? `, from ${parents.join(", ").replaceAll("_", " ")}` : "";
    this.button.setAttribute("aria-label", `${title}, ${shape}${from}`);
  }

  remove() {
    this.button.remove();
  }
}

/** @param {number} x @param {number} y */
const arrowDown = (x, y) => `M${x - 4} ${y - 5}L${x} ${y}L${x + 4} ${y - 5}`;
/** @param {number} x @param {number} y */
const arrowRight = (x, y) => `M${x - 5} ${y - 4}L${x} ${y}L${x - 5} ${y + 4}`;

/**
 * Down to the next node of a folded column.
 *
 * @param {Box} from
 * @param {Box} to
 */
function inside(from, to) {
  const [x, end] = [from.x + from.w / 2, to.y - 2];
  return `M${x} ${from.y + from.h}V${end}${arrowDown(x, end)}`;
}

/**
 * Along the node's own lane, above the chain, and down into a later node of it.
 *
 * @param {Box} from
 * @param {Box} to
 */
function above(from, to) {
  const [y, x, end] = [from.y + from.h / 2, to.x + to.w / 2, to.y - 2];
  return `M${from.x + from.w} ${y}H${x - 8}Q${x} ${y} ${x} ${y + 8}V${end}${arrowDown(x, end)}`;
}

/**
 * Along the node's own lane and, in the last gap, over to the other's.
 *
 * @param {Box} from
 * @param {Box} to
 */
function across(from, to) {
  const [y, left, end] = [from.y + from.h / 2, to.x - 2, to.y + to.h / 2];
  const gap = Math.max(from.x + from.w, to.x - BETWEEN);
  const bend = (gap + left) / 2;
  const turn =
    y === end ? `H${left}` : `H${gap}C${bend + 4} ${y} ${bend - 4} ${end} ${left} ${end}`;
  return `M${from.x + from.w} ${y}${turn}${arrowRight(left, end)}`;
}

export default mounted(Diagram);
