// What is drawn over the cells of a picture: lines between them, borders, hatches, bars.

// axes: as zoomed; traces: Plotly's filled ones, a polygon for each NaN; shapes: Plotly's.
function drawLines(pen, axes, traces, shapes) {
  const onCanvas = axesMatrix(axes);
  for (const trace of traces) {
    pen.fillStyle = trace.fillpattern ? hatch(pen, trace.fillpattern) : trace.fillcolor;
    pen.fill(moved(polygons(trace), onCanvas));
  }
  for (const { type, path, x0, y0, x1, y1, line, fillcolor } of shapes) {
    const outline = new Path2D(type === "path" ? path : `M${x0},${y0}H${x1}V${y1}H${x0}Z`);
    const placed = moved(outline, onCanvas);
    pen.fillStyle = fillcolor;
    if (type === "rect") pen.fill(placed);
    if (!line.width) continue;
    pen.strokeStyle = line.color;
    pen.lineWidth = line.width;
    pen.setLineDash((line.dash.match(/\d+(?=px)/g) ?? []).map(Number));
    pen.stroke(placed);
  }
}

function axesMatrix({ x, y, width, height }) {
  const [across, down] = [width / (x[1] - x[0]), height / (y[0] - y[1])];
  return new DOMMatrix([across, 0, 0, down, -x[0] * across, -y[1] * down]);
}

// The path itself is placed, and not the pen: lines keep their width under a zoom.
function moved(path, matrix) {
  const placed = new Path2D();
  placed.addPath(path, matrix);
  return placed;
}

function polygons({ x, y }) {
  const path = new Path2D();
  let begun = false;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) begun = false;
    else if (begun) path.lineTo(x[i], y[i]);
    else path.moveTo(x[i], y[i]);
    begun = !Number.isNaN(x[i]);
  }
  return path;
}

// Plotly's pattern of a filled trace, "/" or "x".
function hatch(pen, look) {
  const key = JSON.stringify([look, window.devicePixelRatio]);
  if (!HATCHES.has(key)) HATCHES.set(key, hatchTile(look));
  const { tile, scale } = HATCHES.get(key);
  const pattern = pen.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return pattern;
}

const HATCHES = new Map();

function hatchTile({ shape, fgcolor, bgcolor, size, solidity }) {
  const side = size * Math.SQRT2;
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(side * window.devicePixelRatio);
  const scale = tile.width / side;
  const drawn = tile.getContext("2d");
  drawn.scale(scale, scale);
  drawn.fillStyle = bgcolor;
  drawn.fillRect(0, 0, side, side);
  drawn.strokeStyle = fgcolor;
  drawn.lineWidth = shape === "x" ? size - size * Math.sqrt(1 - solidity) : solidity * size;
  // Beyond the corners, so that the lines of neighbouring tiles join.
  const half = side / 2;
  const rising = `M${-half / 2},${half / 2}l${half},${-half}M0,${side}L${side},0M${side - half / 2},${side + half / 2}l${half},${-half}`;
  const falling = `M${side - half / 2},${-half / 2}l${half},${half}M0,0L${side},${side}M${-half / 2},${side - half / 2}l${half},${half}`;
  drawn.stroke(new Path2D(shape === "x" ? rising + falling : rising));
  return { tile, scale };
}
