// What moves over a picture without drawing it anew: outlines of pinned and hovered cells, the
// keyboard's cell, and the line of the epoch or the step. Pixels of the picture's own axes.

const SVG = "http://www.w3.org/2000/svg";

class Overlay {
  constructor() {
    this.node = svgNode("svg", { class: "overlay", "aria-hidden": "true", style: "display: none" });
  }

  // axes: {x: [low, high], y: [high, low], width, height}, as zoomed.
  draw(axes, marks) {
    this.node.setAttribute("width", axes.width);
    this.node.setAttribute("height", axes.height);
    this.node.style.display = marks.length ? "" : "none";
    this.node.replaceChildren(...marks.map((mark) => shapeNode(mark, axes)));
  }
}

function onPage(axes, x, y) {
  return [
    ((x - axes.x[0]) / (axes.x[1] - axes.x[0])) * axes.width,
    ((y - axes.y[1]) / (axes.y[0] - axes.y[1])) * axes.height,
  ];
}

function inPicture(axes, x, y) {
  return [axes.x[0] + (x / axes.width) * (axes.x[1] - axes.x[0]), axes.y[1] + (y / axes.height) * (axes.y[0] - axes.y[1])];
}

function svgNode(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  return node;
}

function shapeNode(mark, axes) {
  const [left, top] = onPage(axes, mark.x, mark.y);
  if (mark.kind === "dot") {
    return svgNode("circle", { cx: left, cy: top, r: 4, fill: mark.colour });
  }
  const [right, bottom] = onPage(axes, mark.x + mark.width, mark.y + mark.height);
  if (mark.kind === "cursor") {
    return svgNode("line", { x1: left, y1: top, x2: right, y2: bottom });
  }
  const size = { x: left, y: top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0) };
  return svgNode("rect", { ...size, class: mark.kind });
}

// The panel and cell at a point of the picture.
function cellAt(panels, place, x, y) {
  for (const panel of panels) {
    const [left, top, width, height] = panel[place].box;
    const column = Math.floor((x - left) / width);
    const row = Math.floor((y - top) / height);
    if (row >= 0 && row < panel.rows && column >= 0 && column < panel.columns) return { panel, row, column };
  }
  return null;
}

// Null for a cell of a panel that stands in no step.
function toCell({ panel, row, column }) {
  if (!panel.at.length) return null;
  const own = { row, column, band: Math.floor(column / panel.band), within: column % panel.band };
  return { step: panel.step, index: panel.at.map((place) => own[place] ?? place) };
}

function sameCell(first, second) {
  return Boolean(first && second) && first.step === second.step && String(first.index) === String(second.index);
}

// Where a cell is in the panels of a picture: rectangles of rows and columns. A null in the index
// stands for every position.
function found(panels, cell) {
  if (!cell) return [];
  return panels.flatMap((panel) => {
    if (panel.step !== cell.step || panel.at.length !== cell.index.length) return [];
    const region = { panel, row: 0, rows: panel.rows, column: 0, columns: panel.columns };
    for (let axis = 0; axis < panel.at.length; axis++) {
      const [place, wanted] = [panel.at[axis], cell.index[axis]];
      if (wanted === null) continue;
      if (place === "row") Object.assign(region, { row: wanted, rows: 1 });
      else if (place === "column") Object.assign(region, { column: wanted, columns: 1 });
      else if (place === "band") Object.assign(region, { column: wanted * panel.band, columns: panel.band });
      else if (place === "within") Object.assign(region, { column: region.column + wanted, columns: 1 });
      else if (place !== wanted) return [];
    }
    return region.row + region.rows <= panel.rows && region.column + region.columns <= panel.columns ? [region] : [];
  });
}

function regionMark(region, place, kind) {
  const [left, top, width, height] = region.panel[place].box;
  return { kind, x: left + region.column * width, y: top + region.row * height, width: region.columns * width, height: region.rows * height };
}

// The row of a cell in every panel that shares the rows, and its column in its own.
function crosshair(panels, { panel, row, column }) {
  const sharing = panels.filter((other) => other.rows === panel.rows && other.row_labels === panel.row_labels);
  const rows = sharing.map((other) => ({ panel: other, row, rows: 1, column: 0, columns: other.columns }));
  return [...rows, { panel, row: 0, rows: panel.rows, column, columns: 1 }];
}

// The next cell in a direction: in the panel, else in the nearest panel beside it.
function nextCell(panels, place, at, key) {
  const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!at) return panels.length ? { panel: panels[0], row: 0, column: 0 } : null;
  const [row, column] = [at.row + down, at.column + across];
  if (row >= 0 && row < at.panel.rows && column >= 0 && column < at.panel.columns) return { panel: at.panel, row, column };
  const [left, top, width, height] = at.panel[place].box;
  const [x, y] = [left + (at.column + 0.5) * width, top + (at.row + 0.5) * height];
  const beside = panels
    .filter((panel) => panel !== at.panel)
    .map((panel) => {
      const [boxLeft, boxTop, cellWidth, cellHeight] = panel[place].box;
      const nearRow = Math.min(Math.max(Math.floor((y - boxTop) / cellHeight), 0), panel.rows - 1);
      const nearColumn = Math.min(Math.max(Math.floor((x - boxLeft) / cellWidth), 0), panel.columns - 1);
      const dx = boxLeft + (nearColumn + 0.5) * cellWidth - x;
      const dy = boxTop + (nearRow + 0.5) * cellHeight - y;
      const ahead = dx * across + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * across);
      return { panel, row: nearRow, column: nearColumn, ahead, cost: ahead + 2 * aside };
    })
    .filter(({ ahead }) => ahead > 1)
    .sort((first, second) => first.cost - second.cost);
  return beside.length ? beside[0] : at;
}
