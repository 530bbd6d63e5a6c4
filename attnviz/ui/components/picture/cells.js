// The cells of a picture, each in the colour of its number.

const FAINT = 0.05; // What is less seen than this need not disappear further.

// A panel's cells: where they are in the picture, and their colours as RGBA bytes, none where no number is.
function cellsOf(panels, place, traces) {
  const colours = traces.map((trace) => trace.type === "heatmap" && colouring(trace));
  return panels.map((panel) => {
    const { rows, columns, step, at, trace } = panel;
    const [top, left] = panel.wide.z;
    const bytes = new Uint8ClampedArray(4 * rows * columns);
    for (let row = 0; row < rows; row++) {
      const numbers = traces[trace].z[top + row];
      for (let column = 0; column < columns; column++) {
        colours[trace](numbers[left + column], bytes, 4 * (row * columns + column));
      }
    }
    return { step, at: String(at), rows, columns, box: panel[place].box, bytes };
  });
}

// Writes the colour that a heatmap trace of Plotly's gives a number.
function colouring({ zmin, zmax, colorscale }) {
  const stops = colorscale.map(([at, hex]) => [at, [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))]);
  return (number, bytes, start) => {
    if (!Number.isFinite(number)) return;
    const at = Math.min(Math.max((number - zmin) / (zmax - zmin), 0), 1);
    const above = Math.max(stops.findIndex(([stop]) => stop >= at), 1);
    const [[low, from], [high, to]] = [stops[above - 1], stops[above]];
    const share = (at - low) / (high - low);
    for (let i = 0; i < 3; i++) bytes[start + i] = from[i] + share * (to[i] - from[i]);
    bytes[start + 3] = 255;
  };
}

// One pixel a cell, the panels one below the other: a canvas that is drawn from is copied whenever it
// has changed, so it holds all of them.
const cellPixels = document.createElement("canvas");

function paintCells(pen, axes, cells) {
  if (!cells.length) return;
  const columns = Math.max(...cells.map((panel) => panel.columns));
  const rows = cells.reduce((sum, panel) => sum + panel.rows, 0);
  [cellPixels.width, cellPixels.height] = [columns, rows];
  const pixels = cellPixels.getContext("2d", { willReadFrequently: true });
  let first = 0;
  const firsts = cells.map((panel) => {
    pixels.putImageData(new ImageData(panel.bytes, panel.columns, panel.rows), 0, first);
    first += panel.rows;
    return first - panel.rows;
  });
  pen.imageSmoothingEnabled = false;
  cells.forEach((panel, i) => {
    const [x, y, width, height] = panel.box;
    const [left, top] = onPage(axes, x, y);
    const [right, bottom] = onPage(axes, x + panel.columns * width, y + panel.rows * height);
    pen.globalAlpha = panel.alpha ?? 1;
    pen.drawImage(cellPixels, 0, firsts[i], panel.columns, panel.rows, left, top, right - left, bottom - top);
  });
  pen.globalAlpha = 1;
}

// Each tensor starts from where it stood before; the result of a step, if it is new, from the tensor
// that it grew out of: one with the same rows and columns. What has no such start appears, what does
// not go on disappears.
function onTheirWay(before, after) {
  const last = after.at(-1);
  const same = (first, second) => first.step === second.step && first.at === second.at && likeGrid(first, second);
  const starts = after.map((cells) => before.findLast((old) => same(old, cells)));
  const ways = after.map((cells, i) => {
    if (starts[i] || cells.step !== last?.step) return [starts[i], cells];
    return [starts.find((start) => start && likeGrid(start, cells)), cells];
  });
  const gone = before.filter((old) => !starts.includes(old) && (old.alpha ?? 1) > FAINT);
  return (share) => [
    ...gone.map((old) => ({ ...old, alpha: (old.alpha ?? 1) * (1 - share) })),
    ...ways.map(([start, cells]) => (start ? between(start, cells, share) : { ...cells, alpha: share })),
  ];
}

function likeGrid(first, second) {
  return first.rows === second.rows && first.columns === second.columns;
}

function between(start, end, share) {
  const mixed = (from, to) => from + share * (to - from);
  const bytes = new Uint8ClampedArray(end.bytes.length);
  for (let i = 0; i < bytes.length; i += 4) {
    // A cell without a number has no colour: it takes the other's.
    const from = start.bytes[i + 3] ? start.bytes : end.bytes;
    const to = end.bytes[i + 3] ? end.bytes : start.bytes;
    for (let colour = i; colour < i + 3; colour++) bytes[colour] = mixed(from[colour], to[colour]);
    bytes[i + 3] = mixed(start.bytes[i + 3], end.bytes[i + 3]);
  }
  return { ...end, bytes, box: end.box.map((length, i) => mixed(start.box[i], length)), alpha: mixed(start.alpha ?? 1, 1) };
}
