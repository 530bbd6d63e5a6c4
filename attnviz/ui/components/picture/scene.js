// The figure that Plotly gets of a picture's payload: placed for the width of the page, and in the
// colours of the theme.

// Puts frames that were sent behind a view into it; the places of those that have not come are empty.
function withAllFrames(view) {
  if (view.version === null) return view;
  const { version, frames } = FRAMES.get(view.key) ?? {};
  if (view.frames.length < view.count) {
    const [shown] = view.frames;
    view.frames = Array.from({ length: view.count }, (_, i) => (i === view.frame ? shown : undefined));
  }
  if (version === view.version) view.frames = view.frames.map((frame, i) => frame ?? frames[i]);
  return view;
}

function recolour(value, dark) {
  if (!dark) return value;
  if (typeof value === "string") return value.replace(/#[0-9A-F]{6}/g, (hex) => DARK[hex] ?? hex);
  if (Array.isArray(value)) return value.map((entry) => recolour(entry, dark));
  if (value && typeof value === "object" && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, recolour(entry, dark)]));
  }
  return value;
}

// The cells of a trace's tiles, moved from their places in the wide picture to the narrow one's.
function retile(z, tiles) {
  if (tiles.every((tile) => tile.wide.z[0] === tile.narrow.z[0] && tile.wide.z[1] === tile.narrow.z[1])) return z;
  const rows = Math.max(...tiles.map((tile) => tile.narrow.z[0] + tile.rows));
  const columns = Math.max(...tiles.map((tile) => tile.narrow.z[1] + tile.columns));
  const moved = Array.from({ length: rows }, () => new Float32Array(columns).fill(NaN));
  for (const { rows: height, columns: width, wide, narrow } of tiles) {
    for (let row = 0; row < height; row++) {
      const cells = z[wide.z[0] + row].subarray(wide.z[1], wide.z[1] + width);
      moved[narrow.z[0] + row].set(cells, narrow.z[1]);
    }
  }
  return moved;
}

function isNarrow(width) {
  return width < 600;
}

// A frame's size on a page of some width; figures that are not attnviz's fill the page.
function frameSize(frame, width) {
  const layout = isNarrow(width) && frame.layout.meta?.narrow ? frame.layout.meta.narrow.layout : frame.layout;
  return { width: Math.min(layout.width ?? width, width), height: layout.height ?? 360, full: layout.width ?? width };
}

// What Plotly.react gets for a frame, and what of it is painted on the canvas: texts, and for a picture
// of cells these, its hatches and its shapes.
function prepare(frame, width, dark, font) {
  const meta = frame.layout.meta ?? {};
  const narrow = isNarrow(width) && meta.narrow;
  const size = frameSize(frame, width);
  const panels = meta.panels ?? [];
  const data = frame.data.map((trace, i) => {
    const placed = { ...trace, ...(narrow ? narrow.data[i] : {}) };
    const tiles = panels.filter((panel) => panel.trace === i);
    if (narrow && trace.type === "heatmap" && tiles.length) placed.z = retile(trace.z, tiles);
    return placed;
  });
  fitNumbers(data, panels, narrow ? "narrow" : "wide", size.width / size.full);
  const { meta: _, ...wide } = frame.layout;
  const layout = { ...(narrow ? narrow.layout : wide), width: size.width, height: size.height };
  layout.shapes = (layout.shapes ?? []).filter((shape) => shape.name !== "cursor");
  const { xaxis, yaxis } = layout;
  const ranges = meta.narrow ? { x: xaxis.range, y: yaxis.range } : null;
  // A zoom is kept while a picture has the same place on the same page.
  layout.uirevision = String([width, ranges?.x, ranges?.y]);
  layout.dragmode = narrow ? false : "zoom";
  layout.font = { ...layout.font, family: font };
  layout.paper_bgcolor ??= "rgba(0,0,0,0)";
  layout.plot_bgcolor ??= "rgba(0,0,0,0)";
  layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: "#6A6C72", activecolor: "#22262E" };
  // A figure that is not attnviz's has axes of its own, which only Plotly knows.
  const isWriting = (trace) => Boolean(meta.narrow) && trace.mode === "text";
  const hasCells = Boolean(meta.narrow) && data.some((trace) => trace.type === "heatmap");
  const isHatch = (trace) => hasCells && trace.fill === "toself";
  const shapes = hasCells ? layout.shapes : [];
  if (hasCells) layout.shapes = [];
  const hatches = data.filter((trace) => isHatch(trace) && trace.x.length);
  const drawn = data.filter((trace) => !isWriting(trace) && !isHatch(trace));
  const shown = recolour({ data: drawn, hatches, shapes, writing: data.filter(isWriting), layout }, dark);
  const traces = frame.data.map(({ colorscale, ...trace }) => ({ ...trace, colorscale: recolour(colorscale, dark) }));
  return { ...shown, ranges, cells: hasCells ? cellsOf(panels, narrow ? "narrow" : "wide", traces) : [] };
}

// Where the page's width leaves no room for the numbers of a panel, all are written without the 0
// before the point, and those that still do not fit are left out.
function fitNumbers(data, panels, place, scale) {
  if (scale >= 1 || !panels.length) return;
  const i = data.length - 2;
  const room = (panel) => panel[place].box[2] * scale;
  if (panels.every((panel) => panel[place].numbers[2] <= room(panel))) return;
  const text = Array.from(data[i].text, withoutZero);
  for (const panel of panels) {
    const [start, stop] = panel[place].numbers;
    if (neededWidth(text.slice(start, stop)) > room(panel)) text.fill("", start, stop);
  }
  data[i] = { ...data[i], text };
}

function withoutZero(text) {
  return text.replace(/^(−?)0\./, "$1.").replace(/^(−?1\.0)0$/, "$1");
}

// Pixels of a cell that holds each of the texts, as `panels.numbers.needed_width` has it.
function neededWidth(texts) {
  return CHARACTER * texts.reduce((most, text) => Math.max(most, text.length - (text.includes(".") ? 0.5 : 0)), 0) + 4;
}

function numberText(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  const text = magnitude < 1e-4 || magnitude >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

function inRectangles(rectangles, row, column) {
  return rectangles.some(([top, left, rows, columns]) => row >= top && row < top + rows && column >= left && column < left + columns);
}

// A cell in words: its panel, where it is, and its number.
function cellText(frame, panel, row, column) {
  const labels = frame.layout.meta?.labels ?? [[]];
  const rowLabel = labels[panel.row_labels][row];
  const columnLabel = labels[panel.column_labels][column];
  const place = [rowLabel, columnLabel].filter(Boolean).join(" · ");
  const masked = inRectangles(panel.masked, row, column);
  const padding = inRectangles(panel.padding, row, column) ? " (padding)" : "";
  return { place, value: masked ? "masked: no number" : numberText(cellValue(frame, panel, row, column)) + padding };
}

function cellValue(frame, panel, row, column) {
  return frame.data[panel.trace].z[panel.wide.z[0] + row][panel.wide.z[1] + column];
}
