// A chart: one Plotly graph that stays in the page and is updated in place.

/** @import { Axes } from "../frames/axes.js" */
/** @import { Mark } from "../frames/overlay.js" */
/** @import { ChartPayload, ClickedPoint, Curves, Frame, Graph, Layout, Plotly, Scatter, Trace } from "../types.js" */
/** @import { Point } from "./points.js" */
import { inPicture } from "../frames/axes.js";
import { Framed } from "../frames/framed.js";
import { frameSize, placed, recolour } from "../frames/look.js";
import { colourOf, isDark } from "../shared/colours.js";
import { make, pointIn, setText } from "../shared/dom.js";
import { announce, mounted } from "../shared/mount.js";
import { significant } from "../shared/numbers.js";
import { adoptPlotlyStyles, areaOf, loadPlotly } from "./plotly.js";
import { nextPoint } from "./points.js";
import { nextPosition } from "./positions.js";
import { fitted, READABLE } from "./texts.js";

// One object for good: with another one Plotly would begin a new plot. A double click would take it
// back to the ranges of its first figure, which other numbers no longer have.
const CONFIG = { displayModeBar: false, doubleClick: false };
// Half of the side of the square around the point that the keys are at, in px.
const AROUND = 11;

/** @typedef {Point & { name: string, step: string, trace: number, index: number }} NamedPoint */

/** @extends {Framed<ChartPayload>} */
class Chart extends Framed {
  graph = /** @type {Graph} */ (/** @type {unknown} */ (make("div", "graph")));
  /** What Plotly was last given. @type {Layout & { width: number, height: number } | null} */
  layout = null;
  isDown = false;
  /** Of `points`, where the keys are; null while they are elsewhere. @type {number | null} */
  at = null;

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    super(root);
    this.stage.append(this.graph, this.overlay.node);
    this.stage.addEventListener("pointerdown", (event) => this.onDown(event));
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("blur", () => this.goTo(null));
    this.onUp = () => {
      this.isDown = false;
    };
    window.addEventListener("pointerup", this.onUp);
  }

  /** @override */
  stop() {
    super.stop();
    window.removeEventListener("pointerup", this.onUp);
    if (this.graph.data) window.Plotly?.purge(this.graph);
  }

  /** @override */
  get keys() {
    const { curves } = this.meta;
    if (curves) return `Left and right arrow keys, Home and End move the ${curves.x_name}.`;
    return this.frame.data.some(isNamed)
      ? "Arrow keys and page keys go to a point, Enter chooses it."
      : "";
  }

  /** What the keys go over, in the order of the traces. @returns {NamedPoint[]} */
  get points() {
    if (!this.layout) return [];
    const { xaxis, yaxis } = this.layout;
    const area = areaOf(this.graph);
    const [left, right] = xaxis?.range ?? [0, 1];
    const [bottom, top] = yaxis?.range ?? [0, 1];
    return this.frame.data.flatMap((shown, trace) => {
      if (!isNamed(shown)) return [];
      const { x, y, text = "", name = "" } = shown;
      return Array.from(x, (place, index) => ({
        x: area.x + ((Number(place) - left) / (right - left)) * area.width,
        y: area.y + ((top - Number(y[index])) / (top - bottom)) * area.height,
        name: `${[text].flat()[index]}, ${name}`,
        step: name,
        trace,
        index,
      }));
    });
  }

  /** @override @param {boolean} dark */
  async paint(dark) {
    setText(this.hint, this.asked.hint);
    if (!this.tools.childElementCount) this.offer();
    try {
      const plotly = await loadPlotly(this.asked.plotly);
      if (!this.stopped) await this.draw(plotly, dark);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The tools; a drag over curves marks a position, so there is no zoom to take back. */
  offer() {
    /** @type {[string, () => void][]} */
    const saves = [
      ["Download as PNG", () => this.download("png")],
      ["Download as SVG", () => this.download("svg")],
    ];
    if (this.meta.curves) this.fillTools("Save", saves);
    else this.fillTools("Save or zoom out", [...saves, ["Show all of it", () => this.showAll()]]);
  }

  /** @param {Plotly} plotly @param {boolean} dark */
  async draw(plotly, dark) {
    this.box.classList.remove("failed");
    const isFirst = !this.graph.data;
    if (isFirst) adoptPlotlyStyles(this.root);
    const { data, layout } = this.figure(dark);
    this.layout = layout;
    // Plotly writes a zoom into the layout that it is given.
    await plotly.react(this.graph, data, structuredClone(layout), CONFIG);
    this.mark();
    if (!isFirst) return;
    this.graph.on("plotly_relayout", () => this.mark());
    this.graph.on("plotly_doubleclick", () => this.showAll());
    this.graph.on("plotly_click", ({ points: [point] }) => this.clickPoint(point));
  }

  /**
   * The shown frame in the page's size and colours. Its marked position is the overlay's.
   *
   * @param {boolean} isDarkTheme
   */
  figure(isDarkTheme) {
    const { meta, ...wide } = this.frame.layout;
    const narrow = this.place === "narrow" ? meta?.narrow : undefined;
    const { width, height, full } = frameSize(this.frame, this.width);
    const { shapes = [], ...layout } = narrow?.layout ?? wide;
    // A narrow chart has no room to spare.
    const least = narrow ? 0 : READABLE;
    const { xaxis, yaxis } = layout;
    /** @type {{ data: Frame["data"], layout: Layout & { width: number, height: number } }} */
    const figure = {
      data: this.frame.data.map((trace, i) =>
        fitted(placed(trace, narrow?.data[i]), width / full, least),
      ),
      layout: {
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        ...layout,
        width,
        height,
        shapes: shapes.filter((shape) => shape.name !== "cursor"),
        // A zoom is kept while a chart has the same place on the same page.
        uirevision: String([this.width, xaxis?.range, yaxis?.range]),
        dragmode: narrow || meta?.curves ? false : "zoom",
        font: { ...layout.font, family: getComputedStyle(this.box).fontFamily },
      },
    };
    return recolour(figure, isDarkTheme ? this.asked.dark : null);
  }

  /** Takes back the zoom. */
  async showAll() {
    const plotly = window.Plotly;
    if (!plotly || !this.layout) return;
    const { xaxis, yaxis } = this.layout;
    const whole =
      xaxis?.range && yaxis?.range
        ? { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] }
        : { "xaxis.autorange": true, "yaxis.autorange": true };
    await plotly.relayout(this.graph, whole);
  }

  /** @param {"png" | "svg"} format */
  async download(format) {
    const plotly = window.Plotly;
    if (!plotly || !this.layout) return;
    const { width, height } = this.layout;
    const line = { color: colourOf(this.box, "--ink"), width: 2 };
    const cursors = this.marks()
      .filter((mark) => mark.kind === "cursor")
      .map(({ x, y, height: length }) => {
        const type = /** @type {const} */ ("line");
        return { type, x0: x, x1: x, y0: y, y1: y + length, line };
      });
    const shapes = [...(this.graph.layout.shapes ?? []), ...cursors];
    const layout = { ...this.graph.layout, shapes, paper_bgcolor: colourOf(this.box, "--page") };
    const scale = format === "png" ? 2 : 1;
    const options = { format, filename: this.asked.key, width, height, scale };
    await plotly.downloadImage({ data: this.graph.data ?? [], layout }, options);
  }

  /**
   * Without Plotly a chart is its table.
   *
   * @param {string} reason
   */
  fail(reason) {
    this.box.classList.add("failed");
    this.drawn = "";
    this.say(`The chart could not be drawn (${reason}). Its numbers are in the table.`);
    this.details.open = true;
    this.fillTable();
  }

  /** As zoomed; null where there is no position to mark. @returns {Axes | null} */
  get axes() {
    if (!this.layout || !this.graph.data || !this.meta.curves) return null;
    const { xaxis, yaxis } = this.graph.layout;
    return { x: xaxis.range, y: yaxis.range, width: this.layout.width, height: this.layout.height };
  }

  /** @override */
  mark() {
    if (this.axes) this.overlay.draw(this.axes, this.marks());
    else if (this.layout) this.markPoint(this.layout);
  }

  /** @param {{ width: number, height: number }} size */
  markPoint({ width, height }) {
    const point = this.at === null ? undefined : this.points[this.at];
    const side = 2 * AROUND;
    const place = point && { x: point.x - AROUND, y: point.y - AROUND, width: side, height: side };
    const axes = { x: pair(0, width), y: pair(height, 0), width, height };
    this.overlay.draw(axes, place ? [{ kind: "focus", ...place }] : []);
  }

  /** The cursor, and each line's point there. @returns {Mark[]} */
  marks() {
    const { curves } = this.meta;
    if (!curves || curves.current === null) return [];
    const at = Math.min(this.cursors[curves.cursor] ?? curves.current, curves.x.length - 1);
    const { x: places, y: heights, top, bottom } = curves[this.place];
    const x = places[at];
    const dots = heights.flatMap((line, i) => {
      const y = line[at];
      if (y === null) return [];
      const colour = this.themed(curves.colours[i]);
      return [{ kind: /** @type {const} */ ("dot"), x, y, width: 0, height: 0, colour }];
    });
    return [{ kind: "cursor", x, y: top, width: 0, height: bottom - top }, ...dots];
  }

  /** @param {string} colour */
  themed(colour) {
    return isDark(this.box) ? (this.asked.dark[colour] ?? colour) : colour;
  }

  /** @param {PointerEvent} event */
  onDown(event) {
    this.isDown = event.button === 0;
    // Plotly lays a cover over the page while a button is held: the drag would be lost under it.
    if (this.isDown && this.meta.curves) this.stage.setPointerCapture(event.pointerId);
    this.onMove(event);
  }

  /** @param {PointerEvent} event */
  onMove(event) {
    const { axes } = this;
    if (!axes) return;
    this.stage.classList.add("pointing");
    if (!this.isDown) return;
    const [x] = inPicture(axes, ...pointIn(this.stage, event));
    const { curves } = this.meta;
    if (curves) this.moveCurve(curves, x);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { curves } = this.meta;
    if (!curves) return this.onPointKey(event);
    const at = this.cursors[curves.cursor] ?? curves.current ?? 0;
    const to = nextPosition(at, curves.x.length, event.key);
    if (to === null) return;
    this.setCurve(curves, to);
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  onPointKey(event) {
    const { points } = this;
    const to = nextPoint(points, this.at, event.key);
    if (to !== null) this.goTo(to);
    else if (event.key === "Enter" && this.at !== null) this.choose(points[this.at]);
    else return;
    event.preventDefault();
  }

  /** @param {number | null} at */
  goTo(at) {
    if (at === this.at) return;
    this.at = at;
    this.mark();
    const point = at === null ? null : this.points[at];
    if (point) this.say(point.name);
    // As under a pointer, for who sees.
    const shown = point && { curveNumber: point.trace, pointNumber: point.index };
    window.Plotly?.Fx.hover(this.graph, shown ? [shown] : []);
  }

  /** @param {Curves} curves @param {number} x A place of the chart. */
  moveCurve(curves, x) {
    const distances = curves[this.place].x.map((place) => Math.abs(place - x));
    this.setCurve(curves, distances.indexOf(Math.min(...distances)));
  }

  /** @param {Curves} curves @param {number} index */
  setCurve(curves, index) {
    const { cursor, x, x_name, names, values, current } = curves;
    const at = Math.min(Math.max(index, 0), x.length - 1);
    if (at === (this.cursors[cursor] ?? current)) return;
    const said = names.map((name, i) => {
      const value = values[i][at];
      return `${name} ${value === null ? "not defined" : significant(value)}`;
    });
    this.say(`${x_name} ${x[at]}: ${said.join(", ")}`);
    announce({ kind: cursor, index: at, source: this.asked.key });
  }

  /**
   * A figure with axes of its own: what is clicked, as Plotly names it.
   *
   * @param {ClickedPoint} point
   */
  clickPoint(point) {
    if (this.meta.narrow) return;
    const cell = { step: point.data.name ?? "", index: [point.pointNumber].flat() };
    this.send("clicked", { cell });
  }

  /** @param {NamedPoint} point */
  choose({ step, index }) {
    this.send("clicked", { cell: { step, index: [index] } });
  }
}

/**
 * Whether the points of a trace have names of their own.
 *
 * @param {Trace} trace
 * @returns {trace is Scatter}
 */
const isNamed = (trace) => trace.type === "scatter" && Boolean(trace.hovertemplate);

/** @param {number} from @param {number} to @returns {[number, number]} */
const pair = (from, to) => [from, to];

export default mounted(Chart);
