// A picture's cells, lines and texts, on a canvas below the graph. As Plotly's own they would take
// several times as long as all else between a hand on a slider and the picture.

/** @import { Axes } from "./axes.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Shown } from "./scene.js" */
import { make } from "../shared/dom.js";
import { onPage } from "./axes.js";
import { onTheirWay, paintCells } from "./cells.js";
import { drawLines, penOf } from "./lines.js";
import { forgetFont, runs, write } from "./text.js";

const MOVE_MS = 260;

export class Painter {
  ratio = 0;
  moving = 0;
  /** @type {Cells[]} */
  seen = [];
  /** @type {{ cells: Cells[], at: number } | null} */
  left = null;
  /** @type {((share: number) => Cells[]) | null} */
  cellsAt = null;
  /** @type {[Axes, Shown] | null} */
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
   * @param {Shown} shown
   * @param {boolean} [moves]
   */
  draw(axes, shown, moves = false) {
    const { cells, hatches, shapes, writing } = shown;
    if (moves) this.left = { cells: this.seen, at: performance.now() };
    this.drawn = [axes, shown];
    this.cellsAt = this.left && onTheirWay(this.left.cells, cells);
    this.watch(window.devicePixelRatio);
    // As `data` of a graph: a canvas does not tell what is on it.
    Object.assign(this.node, { cells, hatches, written: writing });
    const isEmpty = !(cells.length + writing.length + hatches.length + shapes.length);
    this.node.style.display = isEmpty ? "none" : "";
    cancelAnimationFrame(this.moving);
    if (isEmpty) this.seen = [];
    else this.paint(axes, shown);
  }

  /** @param {Axes} axes @param {Shown} shown */
  paint(axes, shown) {
    const share = this.left ? Math.min((performance.now() - this.left.at) / MOVE_MS, 1) : 1;
    if (share === 1) this.left = null;
    this.seen = this.left && this.cellsAt ? this.cellsAt(share * (2 - share)) : shown.cells;
    Object.assign(this.node, { cells: this.seen });
    const pen = this.pen(axes);
    paintCells(pen, axes, this.seen);
    pen.globalAlpha = share;
    drawOver(pen, axes, shown);
    pen.globalAlpha = 1;
    if (this.left) this.moving = requestAnimationFrame(() => this.paint(axes, shown));
  }

  /**
   * The canvas, empty, at least as large as the axes: it takes long to have another size, and what is
   * below them is cut off by the sheet.
   *
   * @param {Axes} axes
   */
  pen({ width, height }) {
    const ratio = window.devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = penOf(this.node);
    this.sheet.style.maxHeight = `${height}px`;
    if (this.node.width !== across || this.node.height < down) {
      [this.node.width, this.node.height] = [across, down];
      this.node.style.width = `${across / ratio}px`;
      this.node.style.height = `${down / ratio}px`;
      forgetFont(pen);
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, across, this.node.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return pen;
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Axes} axes @param {Shown} shown */
function drawOver(pen, axes, { hatches, shapes, writing, layout }) {
  drawLines(pen, axes, hatches, shapes);
  pen.textBaseline = "middle";
  const family = layout.font?.family ?? "sans-serif";
  for (const { x: xs, y: ys, text: texts, textfont, textposition } of writing) {
    const { size: sizes = 12, color: colours = "" } = textfont ?? {};
    Array.from(texts ?? []).forEach((text, i) => {
      const [x, y] = onPage(axes, Number(xs[i]), Number(ys[i]));
      if (!text || x < 0 || x > axes.width || y < 0 || y > axes.height) return;
      const size = typeof sizes === "number" ? sizes : sizes[i];
      const colour = typeof colours === "string" ? colours : colours[i];
      write(pen, runs(text, size, colour), family, x, y, textposition?.[i]);
    });
  }
}
