const BETWEEN = 22;
const BELOW = 14;
const DEEPEST = 4;
const SCROLLED = 2;

// The end of the walk, from where on every tensor comes from the one before it: drawn as a chain.
function chainOf(nodes) {
  let start = nodes.length - 1;
  while (start > 0 && nodes[start].parents.includes(nodes[start - 1].name)) start--;
  return { early: nodes.slice(0, start), chain: nodes.slice(start) };
}

// The column of each node: how far it is from the sources. In a folded diagram up to `depth` nodes
// of the chain stand below each other; one that others come into starts a new column.
function columnsOf({ early, chain }, depth) {
  const columns = new Map();
  const behind = ({ parents }) => 1 + Math.max(-1, ...parents.map((name) => columns.get(name).column));
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

// The lanes of the nodes before the chain: children side by side. At the bottom, beside the chain,
// is what the chain starts from; above it, what is used last is on top, so that its edge runs over
// all others; what nobody uses is below all.
function lanesOf({ early, chain }, columns) {
  const [start] = chain;
  const sprouts = (node) => early.filter(({ parents }) => parents[0] === node.name);
  const leaf = (node) => sprouts(node).length === 0;
  const entering = early.filter((node) => start.parents.includes(node.name));
  const beside = entering.some(leaf) ? null : entering.at(-1);
  const children = (node) => (node === beside ? [...sprouts(node), start] : sprouts(node));
  const enters = (node) =>
    node === start || (entering.includes(node) && leaf(node)) || children(node).some(enters);
  const users = (node) => [...early, ...chain].filter(({ parents }) => parents.includes(node.name));
  const exit = (node) =>
    Math.max(
      ...users(node).map((user) => columns.get(user.name).column),
      ...sprouts(node).map(exit),
      -1,
    );
  const dead = (node) => users(node).length === 0 || (sprouts(node).length > 0 && users(node).every(dead));
  const order = (a, b) => dead(a) - dead(b) || enters(a) - enters(b) || exit(b) - exit(a);

  const lanes = new Map();
  let next = 0;
  const place = (node) => {
    const below = node === start ? [] : children(node).sort(order);
    below.forEach(place);
    const places = below.map((child) => lanes.get(child.name));
    lanes.set(node.name, below.length ? (Math.min(...places) + Math.max(...places)) / 2 : next++);
  };
  early.filter(({ parents }) => parents.length === 0).sort(order).forEach(place);
  if (!lanes.has(start.name)) {
    const places = entering.filter(leaf).map((node) => lanes.get(node.name));
    const folded = [...columns.values()].some(({ row }) => row > 0);
    const middle = places.reduce((sum, place) => sum + place, 0) / (places.length || 1);
    lanes.set(start.name, folded ? Math.min(middle, ...places) : middle);
  }
  for (const { name } of chain) lanes.set(name, lanes.get(start.name) + columns.get(name).row);
  return lanes;
}

class Diagram {
  constructor(root) {
    const box = make("div", "box", root);
    this.scroller = make("div", "scroller", box);
    this.canvas = make("div", "canvas", this.scroller);
    this.svg = draw("svg", { "aria-hidden": "true" }, this.canvas);
    this.list = make("div", "nodes", this.canvas);
    this.watch = new ResizeObserver(() => this.layOut());
    this.watch.observe(this.scroller);
    this.scroller.addEventListener("scroll", () => this.fade());
  }

  update({ nodes, current }) {
    this.nodes = nodes;
    this.buttons = fit(this.list, nodes.length, (parent) => this.addNode(parent));
    nodes.forEach(({ name, role, shape, parents }, i) => {
      const [title, sizes] = this.buttons[i].children;
      setText(title, name.replaceAll("_", " "));
      setText(sizes, shape);
      this.buttons[i].dataset.role = role;
      const from = parents.length ? `, from ${parents.join(", ").replaceAll("_", " ")}` : "";
      this.buttons[i].setAttribute("aria-label", `${title.textContent}, ${shape}${from}`);
    });
    this.mark(current);
    this.layOut();
  }

  addNode(parent) {
    const node = make("button", "node", parent);
    make("span", "name", node);
    make("span", "shape", node);
    const index = [...parent.children].indexOf(node);
    node.addEventListener("click", () => this.send("opened", this.nodes[index].name));
  }

  follow({ kind, step }) {
    if (kind === "step" && step && this.nodes) this.mark(step);
  }

  stop() {
    this.watch.disconnect();
  }

  mark(name) {
    this.nodes.forEach((node, i) => {
      if (node.name === name) this.buttons[i].setAttribute("aria-current", "step");
      else this.buttons[i].removeAttribute("aria-current");
    });
  }

  layOut() {
    const room = this.scroller.clientWidth;
    if (!this.nodes?.length || !room) return;
    const parts = chainOf(this.nodes);
    const depth = this.fitting(parts, room - 6, false) ?? this.fitting(parts, room - 6, true);
    const columns = columnsOf(parts, depth ?? SCROLLED);
    this.place(columns, lanesOf(parts, columns));
    this.connect(parts.chain[0].name);
    this.fade();
  }

  // How deep the chain must fold for all to fit into some pixels; with small nodes if asked.
  fitting(parts, room, small) {
    this.list.classList.toggle("small", small);
    this.buttons.forEach((button) => (button.style.width = ""));
    this.widths = this.buttons.map((button) => button.offsetWidth);
    const depths = Array.from({ length: DEEPEST }, (_, i) => i + 1);
    return depths.find((deep) => this.spread(columnsOf(parts, deep)).width <= room);
  }

  // What there is beyond the right edge shows in that it fades there.
  fade() {
    const { scrollLeft, clientWidth, scrollWidth } = this.scroller;
    this.scroller.classList.toggle("more", scrollLeft + clientWidth < scrollWidth - 4);
  }

  // Where each column starts, and how wide it is.
  spread(columns) {
    const widths = [];
    this.nodes.forEach(({ name }, i) => {
      const { column } = columns.get(name);
      widths[column] = Math.max(widths[column] ?? 0, this.widths[i]);
    });
    let width = -BETWEEN;
    const starts = widths.map((w) => (width += BETWEEN + w) - w);
    return { starts, widths, width };
  }

  place(columns, lanes) {
    const { starts, widths, width } = this.spread(columns);
    const h = this.buttons[0].offsetHeight;
    this.boxes = new Map();
    this.nodes.forEach(({ name }, i) => {
      const { column } = columns.get(name);
      const [x, y, w] = [starts[column], lanes.get(name) * (h + BELOW), widths[column]];
      this.boxes.set(name, { x, y, w, h, column });
      Object.assign(this.buttons[i].style, { left: `${x}px`, top: `${y}px`, width: `${w}px` });
    });
    const height = Math.max(...lanes.values()) * (h + BELOW) + h;
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  connect(start) {
    const roles = new Map(this.nodes.map(({ name, role }) => [name, role]));
    const names = this.nodes.map(({ name }) => name);
    const later = new Set(names.slice(names.indexOf(start) + 1));
    const edges = this.nodes.flatMap(({ name, parents }) => parents.map((parent) => [parent, name]));
    fit(this.svg, edges.length, (parent) => draw("path", {}, parent)).forEach((path, i) => {
      const [parent, child] = edges[i];
      const [from, to] = [this.boxes.get(parent), this.boxes.get(child)];
      const over = later.has(child) && from.y < to.y && to.column > from.column + 1;
      const line = from.column === to.column ? inside : over ? above : across;
      path.dataset.role = roles.get(parent);
      path.setAttribute("d", line(from, to));
    });
  }
}

const arrowDown = (x, y) => `M${x - 4} ${y - 5}L${x} ${y}L${x + 4} ${y - 5}`;
const arrowRight = (x, y) => `M${x - 5} ${y - 4}L${x} ${y}L${x - 5} ${y + 4}`;

// Down to the next node of a folded column.
function inside(from, to) {
  const [x, end] = [from.x + from.w / 2, to.y - 2];
  return `M${x} ${from.y + from.h}V${end}${arrowDown(x, end)}`;
}

// Along the node's own lane, above the chain, and down into a later node of it.
function above(from, to) {
  const [y, x, end] = [from.y + from.h / 2, to.x + to.w / 2, to.y - 2];
  return `M${from.x + from.w} ${y}H${x - 8}Q${x} ${y} ${x} ${y + 8}V${end}${arrowDown(x, end)}`;
}

// Along the node's own lane and, in the last gap, over to the other's.
function across(from, to) {
  const [y, left, end] = [from.y + from.h / 2, to.x - 2, to.y + to.h / 2];
  const gap = Math.max(from.x + from.w, to.x - BETWEEN);
  const bend = (gap + left) / 2;
  const turn = y === end ? `H${left}` : `H${gap}C${bend + 4} ${y} ${bend - 4} ${end} ${left} ${end}`;
  return `M${from.x + from.w} ${y}${turn}${arrowRight(left, end)}`;
}

export default mounted(Diagram);
