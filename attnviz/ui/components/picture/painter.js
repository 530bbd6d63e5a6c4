// Draws a picture's cells, lines and texts: with a canvas' pen on the page, with an SVG's for a file.

/** @import { Axes } from "../frames/axes.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Scene, Stroke, Text } from "./scene.js" */
import { onPage } from "../frames/axes.js";
import { make, scaleOf } from "../shared/dom.js";
import { CanvasPen, contextOf, forgetFont } from "./canvas.js";
import { onTheirWay } from "./cells.js";

/**
 * @typedef {object} Pen What a picture is drawn with, as its axes are zoomed.
 * @property {(cells: Cells[]) => void} cells
 * @property {(stroke: Stroke) => void} stroke
 * @property {(text: Text, x: number, y: number) => void} write At a place of the page.
 */

const MOVE_MS = 260;

/**
 * What stands over the cells.
 *
 * @param {Pen} pen
 * @param {Axes} axes
 * @param {Scene} scene
 */
export function drawOver(pen, axes, { strokes, numbers, labels }) {
  for (const stroke of strokes) pen.stroke(stroke);
  for (const text of [...numbers, ...labels]) {
    const [x, y] = onPage(axes, text.x, text.y);
    if (x >= 0 && x <= axes.width && y >= 0 && y <= axes.height) pen.write(text, x, y);
  }
}

export class Painter {
  ratio = 0;
  moving = 0;
  /** @type {Cells[]} */
  seen = [];
  /** @type {{ cells: Cells[], at: number } | null} */
  left = null;
  /** @type {((share: number) => Cells[]) | null} */
  cellsAt = null;
  /** @type {[Axes, Scene] | null} */
  drawn = null;
  /** @type {MediaQueryList | null} */
  density = null;

  constructor() {
    this.sheet = make("div", "sheet");
    this.node = make("canvas", "drawing", this.sheet);
    this.node.setAttribute("aria-hidden", "true");
    this.onDensity = () => {
      if (this.drawn) this.draw(...this.drawn);
    };
  }

  /**
   * On a screen of another density, or with another zoom of the browser, a canvas is blurred until it
   * is drawn again.
   *
   * @param {number} ratio
   */
  watch(ratio) {
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    this.density?.removeEventListener("change", this.onDensity);
    this.density = window.matchMedia(`(resolution: ${ratio}dppx)`);
    this.density.addEventListener("change", this.onDensity);
  }

  stop() {
    this.density?.removeEventListener("change", this.onDensity);
    cancelAnimationFrame(this.moving);
  }

  /**
   * If it moves, each cell is on its way for a while from where it is; what is drawn meanwhile is
   * where they go to then.
   *
   * @param {Axes} axes
   * @param {Scene} scene
   * @param {boolean} [moves]
   */
  draw(axes, scene, moves = false) {
    const { cells, numbers, labels } = scene;
    if (moves) this.left = { cells: this.seen, at: performance.now() };
    this.drawn = [axes, scene];
    this.cellsAt = this.left && onTheirWay(this.left.cells, cells);
    this.watch(window.devicePixelRatio);
    // A canvas does not tell what is on it.
    Object.assign(this.node, { axes, numbers, labels });
    cancelAnimationFrame(this.moving);
    this.paint(axes, scene);
  }

  /** @param {Axes} axes @param {Scene} scene */
  paint(axes, scene) {
    const share = this.left ? Math.min((performance.now() - this.left.at) / MOVE_MS, 1) : 1;
    if (share === 1) this.left = null;
    this.seen = this.left && this.cellsAt ? this.cellsAt(share * (2 - share)) : scene.cells;
    Object.assign(this.node, { cells: this.seen });
    const context = this.emptied(axes);
    const pen = new CanvasPen(context, axes, scene.font);
    pen.cells(this.seen);
    context.globalAlpha = share;
    drawOver(pen, axes, scene);
    context.globalAlpha = 1;
    if (this.left) this.moving = requestAnimationFrame(() => this.paint(axes, scene));
  }

  /**
   * The canvas, empty, at least as large as the axes: it takes long to have another size, and what is
   * below them is cut off by the sheet.
   *
   * @param {Axes} axes
   */
  emptied({ width, height }) {
    const ratio = window.devicePixelRatio * scaleOf(this.sheet);
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = contextOf(this.node);
    this.sheet.style.maxHeight = `${height}px`;
    if (this.node.width !== across || this.node.height < down) {
      [this.node.width, this.node.height] = [across, down];
      this.node.style.width = `${across / ratio}px`;
      this.node.style.height = `${down / ratio}px`;
      forgetFont(context);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, across, this.node.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}
