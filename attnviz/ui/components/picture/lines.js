// What is drawn over the cells of a picture: lines between them, borders, hatches, bars.

/** @import { FillPattern, Scatter, Shape } from "../types.js" */
/** @import { Axes } from "./axes.js" */

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Axes} axes
 * @param {Scatter[]} hatches Plotly's filled traces, a polygon for each NaN.
 * @param {Shape[]} shapes Plotly's.
 */
export function drawLines(pen, axes, hatches, shapes) {
  const onCanvas = axesMatrix(axes);
  for (const trace of hatches) {
    const { fillpattern, fillcolor } = trace;
    pen.fillStyle = (fillpattern && hatch(pen, fillpattern)) || (fillcolor ?? "");
    pen.fill(moved(polygons(trace), onCanvas));
  }
  for (const shape of shapes) {
    const { line, fillcolor } = shape;
    const placed = moved(outlineOf(shape), onCanvas);
    pen.fillStyle = fillcolor ?? "";
    if (shape.type === "rect") pen.fill(placed);
    if (!line.width) continue;
    pen.strokeStyle = line.color ?? "";
    pen.lineWidth = line.width;
    pen.setLineDash((line.dash?.match(/\d+(?=px)/g) ?? []).map(Number));
    pen.stroke(placed);
  }
}

/** @param {Shape} shape */
function outlineOf(shape) {
  if (shape.type === "path") return new Path2D(shape.path);
  const { x0, y0, x1, y1 } = shape;
  return new Path2D(`M${x0},${y0}H${x1}V${y1}H${x0}Z`);
}

/** @param {Axes} axes */
function axesMatrix({ x, y, width, height }) {
  const [across, down] = [width / (x[1] - x[0]), height / (y[0] - y[1])];
  return new DOMMatrix([across, 0, 0, down, -x[0] * across, -y[1] * down]);
}

/**
 * The path itself is placed, and not the pen: lines keep their width under a zoom.
 *
 * @param {Path2D} path
 * @param {DOMMatrix} matrix
 */
function moved(path, matrix) {
  const placed = new Path2D();
  placed.addPath(path, matrix);
  return placed;
}

/** @param {Scatter} trace */
function polygons({ x, y }) {
  const path = new Path2D();
  let begun = false;
  for (let i = 0; i < x.length; i++) {
    const [across, down] = [Number(x[i]), Number(y[i])];
    const ends = Number.isNaN(across);
    if (!ends && begun) path.lineTo(across, down);
    else if (!ends) path.moveTo(across, down);
    begun = !ends;
  }
  return path;
}

/** @type {Map<string, { tile: HTMLCanvasElement, scale: number }>} */
const HATCHES = new Map();

/**
 * Plotly's pattern of a filled trace, "/" or "x".
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {FillPattern} look
 */
function hatch(pen, look) {
  const key = JSON.stringify([look, window.devicePixelRatio]);
  const known = HATCHES.get(key) ?? hatchTile(look);
  HATCHES.set(key, known);
  const { tile, scale } = known;
  const pattern = pen.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return pattern;
}

/** @param {FillPattern} look */
function hatchTile({ shape, fgcolor, bgcolor, size, solidity }) {
  const side = size * Math.SQRT2;
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(side * window.devicePixelRatio);
  const scale = tile.width / side;
  const drawn = penOf(tile);
  drawn.scale(scale, scale);
  drawn.fillStyle = bgcolor;
  drawn.fillRect(0, 0, side, side);
  drawn.strokeStyle = fgcolor;
  drawn.lineWidth = shape === "x" ? size - size * Math.sqrt(1 - solidity) : solidity * size;
  // Beyond the corners, so that the lines of neighbouring tiles join.
  const half = side / 2;
  const rising =
    `M${-half / 2},${half / 2}l${half},${-half}M0,${side}L${side},0` +
    `M${side - half / 2},${side + half / 2}l${half},${-half}`;
  const falling =
    `M${side - half / 2},${-half / 2}l${half},${half}M0,0L${side},${side}` +
    `M${-half / 2},${side - half / 2}l${half},${half}`;
  drawn.stroke(new Path2D(shape === "x" ? rising + falling : rising));
  return { tile, scale };
}

/**
 * A canvas' pen for pictures.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function penOf(canvas, settings) {
  const pen = canvas.getContext("2d", settings);
  if (pen === null) throw new Error("the browser gives no canvas to draw on");
  return pen;
}
