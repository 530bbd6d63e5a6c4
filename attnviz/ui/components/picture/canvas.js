// The pen that draws a picture on a canvas.

/** @import { Axes } from "../frames/axes.js" */
/** @import { FillPattern } from "../types.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Pen } from "./painter.js" */
/** @import { Stroke, Text } from "./scene.js" */
/** @import { Run } from "./text.js" */
import { onPage } from "../frames/axes.js";
import { dashes, hatchTile } from "./hatch.js";
import { beginning } from "./text.js";

/** @implements {Pen} */
export class CanvasPen {
  /**
   * @param {CanvasRenderingContext2D} context Its unit is a pixel of the page.
   * @param {Axes} axes
   * @param {string} font
   */
  constructor(context, axes, font) {
    this.context = context;
    this.axes = axes;
    this.font = font;
    const { x, y, width, height } = axes;
    const [across, down] = [width / (x[1] - x[0]), height / (y[0] - y[1])];
    this.matrix = new DOMMatrix([across, 0, 0, down, -x[0] * across, -y[1] * down]);
    context.textBaseline = "middle";
  }

  /** @param {Cells[]} cells */
  cells(cells) {
    if (!cells.length) return;
    const { context, axes } = this;
    const pixels = pixelsOf(cells);
    context.imageSmoothingEnabled = false;
    let first = 0;
    for (const { rows, columns, box, alpha } of cells) {
      const [x, y, width, height] = box;
      const [left, top] = onPage(axes, x, y);
      const [right, bottom] = onPage(axes, x + columns * width, y + rows * height);
      context.globalAlpha = alpha ?? 1;
      context.drawImage(pixels, 0, first, columns, rows, left, top, right - left, bottom - top);
      first += rows;
    }
    context.globalAlpha = 1;
  }

  /** @param {Stroke} stroke */
  stroke({ path, fill, pattern, line }) {
    const { context } = this;
    // The path itself is placed, and not the pen: lines keep their width under a zoom.
    const placed = new Path2D();
    placed.addPath(new Path2D(path), this.matrix);
    if (fill) {
      context.fillStyle = (pattern && hatch(context, pattern)) || fill;
      context.fill(placed);
    }
    if (!line?.width) return;
    context.strokeStyle = line.color ?? "";
    context.lineWidth = line.width;
    context.setLineDash(dashes(line.dash));
    context.stroke(placed);
  }

  /** @param {Text} text @param {number} x @param {number} y */
  write({ runs, align }, x, y) {
    const { context } = this;
    if (runs.length === 1) {
      this.take(runs[0]);
      context.textAlign = align;
      const wide = (/** @type {string} */ text) => context.measureText(text).width;
      const { text } = runs[0];
      context.fillText(align === "right" ? beginning(text, x, wide) : text, x, y);
      return;
    }
    const widths = runs.map((run) => {
      this.take(run);
      return context.measureText(run.text).width;
    });
    const whole = widths.reduce((sum, width) => sum + width, 0);
    let left = x - { right: whole, left: 0, center: whole / 2 }[align];
    context.textAlign = "left";
    runs.forEach((run, i) => {
      this.take(run);
      context.fillText(run.text, left, y);
      left += widths[i];
    });
  }

  /** Takes a run's font and colour. @param {Run} run */
  take({ bold, size, colour }) {
    const font = `${bold ? "700 " : ""}${size}px ${this.font}`;
    // A canvas reads a font each time that it is set, also the same one.
    if (fontsOf.get(this.context) !== font) this.context.font = font;
    fontsOf.set(this.context, font);
    this.context.fillStyle = colour;
  }
}

/** @type {WeakMap<CanvasRenderingContext2D, string>} */
const fontsOf = new WeakMap();

/**
 * A canvas forgets its font with its size.
 *
 * @param {CanvasRenderingContext2D} context
 */
export function forgetFont(context) {
  fontsOf.delete(context);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (context === null) throw new Error("the browser gives no canvas to draw on");
  return context;
}

// One pixel a cell, the panels one below the other: a canvas that is drawn from is copied whenever it
// has changed, so it holds all of them.
/** @type {HTMLCanvasElement | null} */
let cellPixels = null;

/** @param {Cells[]} cells */
function pixelsOf(cells) {
  cellPixels ??= document.createElement("canvas");
  cellPixels.width = Math.max(...cells.map((panel) => panel.columns));
  cellPixels.height = cells.reduce((sum, panel) => sum + panel.rows, 0);
  const context = contextOf(cellPixels, { willReadFrequently: true });
  let first = 0;
  for (const { bytes, rows, columns } of cells) {
    context.putImageData(new ImageData(bytes, columns, rows), 0, first);
    first += rows;
  }
  return cellPixels;
}

/** @type {Map<string, { tile: HTMLCanvasElement, scale: number }>} */
const HATCHES = new Map();

/** @param {CanvasRenderingContext2D} context @param {FillPattern} look */
function hatch(context, look) {
  const density = context.getTransform().a;
  const key = JSON.stringify([look, density]);
  const known = HATCHES.get(key) ?? drawnTile(look, density);
  HATCHES.set(key, known);
  const { tile, scale } = known;
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return pattern;
}

/** @param {FillPattern} look @param {number} density Pixels of the screen in one of the page. */
function drawnTile(look, density) {
  const { side, width, path } = hatchTile(look);
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(side * density);
  const scale = tile.width / side;
  const context = contextOf(tile);
  context.scale(scale, scale);
  context.fillStyle = look.bgcolor;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = look.fgcolor;
  context.lineWidth = width;
  context.stroke(new Path2D(path));
  return { tile, scale };
}
