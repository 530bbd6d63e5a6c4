// The picture: one Plotly graph that stays in the page and is updated in place.

/** @import { Cell, ClickedPoint, Curves, Graph, Panel, Payload, Place, Plotly, Send, Told, View } from "../types.js" */
/** @import { Axes } from "./axes.js" */
/** @import { Mark } from "./overlay.js" */
/** @import { At } from "./regions.js" */
/** @import { Shown } from "./scene.js" */
import { colourOf, isDark } from "../shared/colours.js";
import { make, reducedMotion, setText } from "../shared/dom.js";
import { announce, mounted } from "../shared/mount.js";
import { significant } from "../shared/numbers.js";
import { inPicture, onPage } from "./axes.js";
import { legendNode } from "./legend.js";
import { Overlay, regionMark } from "./overlay.js";
import { adoptPlotlyStyles, loadPlotly } from "./page.js";
import { Painter } from "./painter.js";
import { FRAMES_CAME, unpack } from "./payload.js";
import {
  cellAt,
  crosshair,
  found,
  keysOf,
  nextCell,
  nextPosition,
  sameCell,
  toCell,
} from "./regions.js";
import { frameSize, isNarrow, prepare, withAllFrames } from "./scene.js";
import { tables } from "./table.js";
import { cellText } from "./words.js";

const EDGE = 6; // A pointer that moved further than this between down and up dragged, it did not click.
const NARROWEST = 120;
const REST_MS = 300;
// The server repeats for this long what the page told it; the page may be further by now.
const ECHO_MS = 1500;

/** @param {Uint8Array} first @param {Uint8Array | null} second */
function sameBytes(first, second) {
  return first.length === second?.length && first.every((byte, i) => byte === second[i]);
}

/** @implements {View<Uint8Array>} */
class Picture {
  /** @type {Send} */
  send = () => {};
  /** @type {Uint8Array | null} */
  bytes = null;
  /** @type {Payload | null} */
  view = null;
  /** @type {Cell | null} */
  pinned = null;
  /** The cell under the pointer or the keys. @type {At | null} */
  at = null;
  /** What another picture points at. @type {Cell | null} */
  elsewhere = null;
  /** Where the page's cursors are, by their kind. @type {Record<string, number>} */
  cursors = {};
  /** When a cursor was heard of. @type {Map<string, number>} */
  heard = new Map();
  /** Counts what was sent. */
  content = 0;
  width = 0;
  reserved = 0;
  /** What is drawn, and what its table and its legends are of. */
  drawn = "";
  tabled = "";
  legended = -1;
  legendsWritten = "";
  /** @type {Map<string, Shown>} */
  prepared = new Map();
  /** @type {Shown | null} */
  shown = null;
  shownIndex = -1;
  /** @type {{ x: [number, number], y: [number, number], revision: string } | null} */
  zoom = null;
  /** Where the button went down. @type {[number, number] | null} */
  down = null;
  keeping = 0;
  isBehind = false;
  stopped = false;
  /** @type {object | null} */
  config = null;

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.root = root;
    this.box = make("div", "box picture", root);
    this.stage = make("div", "stage", this.box);
    this.painter = new Painter();
    this.graph = /** @type {Graph} */ (/** @type {unknown} */ (make("div", "graph")));
    this.overlay = new Overlay();
    this.stage.append(this.painter.sheet, this.graph, this.overlay.node);
    this.tip = make("div", "tip", this.stage);
    this.tip.hidden = true;
    this.spoken = make("div", "unseen", this.box);
    this.spoken.setAttribute("aria-live", "polite");
    this.legends = make("div", "legends", this.box);
    const foot = make("div", "foot", this.box);
    this.hint = make("span", "hint", foot);
    const tools = make("details", "tools", foot);
    make("summary", "", tools, "Save or zoom out");
    for (const [text, act] of this.actions()) {
      make("button", "", tools, text).addEventListener("click", act);
    }
    this.details = make("details", "numbers", foot);
    make("summary", "", this.details, "Numbers as a table");
    this.table = make("div", "table", this.details);
    this.table.tabIndex = 0;
    this.table.setAttribute("role", "region");
    this.table.setAttribute("aria-label", "Numbers as a table");
    this.details.addEventListener("toggle", () => this.fillTable());
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    this.stage.addEventListener("pointerleave", () => this.hover(null));
    this.stage.addEventListener("pointerdown", (event) => this.onDown(event));
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("blur", () => this.hover(null));
    this.onUp = (/** @type {PointerEvent} */ event) => this.release(event);
    window.addEventListener("pointerup", this.onUp);
    this.onFrames = (/** @type {Event} */ event) => {
      this.receive(/** @type {CustomEvent<string>} */ (event).detail);
    };
    window.addEventListener(FRAMES_CAME, this.onFrames);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.box);
  }

  stop() {
    this.stopped = true;
    window.removeEventListener("pointerup", this.onUp);
    window.removeEventListener(FRAMES_CAME, this.onFrames);
    this.observer.disconnect();
    clearTimeout(this.keeping);
    this.painter.stop();
    if (this.graph.data) window.Plotly?.purge(this.graph);
  }

  /** What is shown; there is some once it has been updated. */
  get asked() {
    if (this.view === null) throw new Error("the picture has no data yet");
    return this.view;
  }

  /** @param {Uint8Array} bytes */
  update(bytes) {
    if (!sameBytes(bytes, this.bytes)) {
      this.bytes = bytes;
      /** @type {Payload} */
      const sent = unpack(bytes);
      const view = withAllFrames(sent);
      const moved = view.frame !== this.view?.frame && !this.isEcho(view.follows, view.frame);
      this.view = view;
      this.pinned = view.pinned;
      if (moved || !(view.follows in this.cursors)) this.cursors[view.follows] = view.frame;
      this.prepared.clear();
      this.content += 1;
      this.describe(view.alt);
    }
    this.render();
  }

  /**
   * Says what is shown and what the keys do here; a picture without cells and curves has none.
   *
   * @param {string} alt
   */
  describe(alt) {
    const keys = keysOf(this.panels, this.meta.curves);
    this.stage.setAttribute("role", keys ? "application" : "img");
    this.stage.setAttribute("aria-label", [alt, keys].filter(Boolean).join(" "));
    if (keys) {
      this.stage.tabIndex = 0;
      this.stage.setAttribute("aria-roledescription", "picture");
    } else {
      this.stage.removeAttribute("tabindex");
      this.stage.removeAttribute("aria-roledescription");
    }
  }

  /** @param {string} kind @param {number} index */
  isEcho(kind, index) {
    return performance.now() - (this.heard.get(`${kind} ${index}`) ?? -Infinity) < ECHO_MS;
  }

  /**
   * The frames that were not sent at once are here: only now is another one drawn than the first.
   *
   * @param {string} key
   */
  receive(key) {
    if (key !== this.view?.key) return;
    withAllFrames(this.view);
    this.legended = -1;
    this.render();
  }

  get wanted() {
    const { follows, frames } = this.asked;
    return Math.min(Math.max(this.cursors[follows] ?? 0, 0), frames.length - 1);
  }

  get index() {
    return this.asked.frames[this.wanted] ? this.wanted : this.asked.frame;
  }

  get frame() {
    const frame = this.asked.frames[this.index];
    if (!frame) throw new Error(`the picture has no frame ${this.index}`);
    return frame;
  }

  get meta() {
    return this.frame.layout.meta ?? { alt: "" };
  }

  /** @returns {Place} */
  get place() {
    return isNarrow(this.width) && this.meta.narrow ? "narrow" : "wide";
  }

  get panels() {
    return this.meta.panels ?? [];
  }

  resize() {
    if (this.view && this.box.clientWidth !== this.width) this.render();
  }

  /** Draws what has changed since the last time, and nothing else. */
  async render() {
    this.width = Math.max(this.box.clientWidth, NARROWEST);
    this.reserved = this.asked.height ?? this.neededHeight();
    this.stage.style.height = `${this.reserved}px`;
    this.fillLegends();
    const dark = isDark(this.box);
    const state = [this.content, this.index, this.width, dark].join();
    const isNew = state !== this.drawn;
    if (isNew) this.paint(state, dark);
    this.mark();
    this.fillTable();
    if (!isNew) return;
    try {
      const plotly = await loadPlotly(this.asked.plotly);
      if (!this.stopped) await this.hand(plotly);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * On a phone of the shown frame: what is below glides there. Else of the tallest; while some have
   * not come, not less than before.
   */
  neededHeight() {
    if (isNarrow(this.width)) return frameSize(this.frame, this.width).height;
    const heights = Array.from(this.asked.frames, (frame) =>
      frame ? frameSize(frame, this.width).height : this.reserved,
    );
    return Math.max(...heights);
  }

  /**
   * What is on the canvas needs no library, and is there before one is.
   *
   * @param {string} state
   * @param {boolean} dark
   */
  paint(state, dark) {
    const shown = this.prepared.get(state) ?? this.prepare(dark);
    this.prepared.set(state, shown);
    const other = this.shown !== null && this.index !== this.shownIndex;
    // A replay is a film by itself.
    const moves = other && this.asked.follows === "step" && !reducedMotion();
    this.drawn = state;
    this.shown = shown;
    this.shownIndex = this.index;
    if (this.zoom?.revision !== shown.layout.uirevision) this.zoom = null;
    this.stage.classList.toggle("painted", shown.cells.length > 0);
    this.draw(moves);
  }

  /**
   * Hands what is shown to the graph.
   *
   * @param {Plotly} plotly
   */
  async hand(plotly) {
    this.box.classList.remove("failed");
    if (!this.graph.data) await this.begin(plotly);
    else if (this.shown?.cells.length) this.keepLater(plotly);
    else await this.keep(plotly);
  }

  /** @param {boolean} isDark */
  prepare(isDark) {
    const { dark, character } = this.asked;
    const font = getComputedStyle(this.box).fontFamily;
    return prepare(this.frame, { width: this.width, dark: isDark ? dark : null, font, character });
  }

  /** @param {Plotly} plotly */
  async begin(plotly) {
    adoptPlotlyStyles(this.root); // before its buttons are there: they are hidden but under the pointer
    // One object for good: with another one Plotly would begin a new plot.
    this.config = { displayModeBar: false };
    await this.keep(plotly);
    this.graph.on("plotly_relayout", () => {
      const { xaxis, yaxis, uirevision: revision } = this.graph.layout;
      const ranges = this.shown?.ranges;
      const moved = ranges && String([xaxis.range, yaxis.range]) !== String([ranges.x, ranges.y]);
      this.zoom = moved ? { x: [...xaxis.range], y: [...yaxis.range], revision } : null;
      this.draw();
      this.mark();
    });
    this.graph.on("plotly_click", ({ points: [point] }) => this.clickPoint(point));
  }

  /**
   * The graph gets all that is shown. Where its cells are the canvas's, it follows when the hand rests.
   *
   * @param {Plotly} plotly
   */
  async keep(plotly) {
    clearTimeout(this.keeping);
    this.isBehind = false;
    if (!this.shown || !this.config) return;
    const { data, layout, ranges } = this.shown;
    /** @type {typeof layout} */
    const own = { ...layout };
    if (ranges) {
      // Plotly writes a zoom into the axes that it is given.
      own.xaxis = { ...layout.xaxis, range: [...ranges.x] };
      own.yaxis = { ...layout.yaxis, range: [...ranges.y] };
    }
    const drawn = plotly.react(this.graph, data, own, this.config);
    if (ranges) {
      // After a double click it would go back to the ranges of its first picture.
      const { xaxis, yaxis } = this.graph._fullLayout;
      [xaxis._rangeInitial0, xaxis._rangeInitial1] = ranges.x;
      [yaxis._rangeInitial0, yaxis._rangeInitial1] = ranges.y;
    }
    await drawn;
  }

  /** @param {Plotly} plotly */
  keepLater(plotly) {
    clearTimeout(this.keeping);
    this.isBehind = true;
    this.keeping = window.setTimeout(() => this.keep(plotly), REST_MS);
  }

  /**
   * What can be done with the picture beside reading it.
   *
   * @returns {[string, () => void][]}
   */
  actions() {
    const save = (/** @type {"png" | "svg"} */ format) => () => {
      if (window.Plotly) this.download(window.Plotly, format);
    };
    return [
      ["Download as PNG", save("png")],
      ["Download as SVG", save("svg")],
      ["Show all of it", () => this.showAll()],
    ];
  }

  /** Takes back the zoom; the graph tells of it. */
  async showAll() {
    const plotly = window.Plotly;
    if (!plotly || !this.shown) return;
    await this.keep(plotly);
    const { ranges } = this.shown;
    const whole = ranges
      ? { "xaxis.range": [...ranges.x], "yaxis.range": [...ranges.y] }
      : { "xaxis.autorange": true, "yaxis.autorange": true };
    await plotly.relayout(this.graph, whole);
  }

  /** @param {Plotly} plotly @param {"png" | "svg"} format */
  async download(plotly, format) {
    await this.keep(plotly);
    if (!this.shown) return;
    const { layout } = this.graph;
    const { hatches, writing, shapes: own } = this.shown;
    const data = [...this.shown.data, ...hatches, ...writing];
    const line = { color: colourOf(this.box, "--ink"), width: 2.5 };
    const outlines = this.marks()
      .filter((mark) => mark.kind !== "dot")
      .map(({ x, y, width, height }) => {
        const type = /** @type {const} */ ("rect");
        return { type, x0: x, x1: x + width, y0: y, y1: y + height, line };
      });
    const shapes = [...(layout.shapes ?? []), ...own, ...outlines];
    const page = { ...layout, shapes, paper_bgcolor: colourOf(this.box, "--page") };
    const { width, height } = layout;
    const scale = format === "png" ? 2 : 1;
    const options = { format, filename: this.asked.key, width, height, scale };
    plotly.downloadImage({ data, layout: page }, options);
  }

  /**
   * Without Plotly a picture of cells cannot be zoomed, and any other is its table.
   *
   * @param {string} reason
   */
  fail(reason) {
    if (this.shown?.cells.length) return;
    this.box.classList.add("failed");
    this.drawn = "";
    const words = `The picture could not be drawn (${reason}). Its numbers are in the table.`;
    setText(this.spoken, words);
    this.details.open = true;
    this.fillTable();
  }

  fillTable() {
    const state = `${this.content} ${this.index}`;
    if (!this.details.open || this.tabled === state) return;
    this.tabled = state;
    this.table.replaceChildren(...tables(this.frame));
  }

  fillLegends() {
    if (this.legended !== this.content) {
      this.legended = this.content;
      const { frames, dark } = this.asked;
      const legends = Array.from(frames, (frame) => frame?.layout.meta?.legend ?? []);
      // Most presses of a slider change numbers and no legend.
      const written = JSON.stringify(legends);
      if (written !== this.legendsWritten) {
        this.legends.replaceChildren(...legends.map((entries) => legendNode(entries, dark)));
      }
      this.legendsWritten = written;
    }
    [...this.legends.children].forEach((legend, i) => {
      legend.classList.toggle("current", i === this.index);
    });
    setText(this.hint, this.panels.length ? this.asked.hint : "");
  }

  /**
   * The pinned cell, what goes with it, the cell under the pointer or the keys, and the cursor.
   *
   * @returns {Mark[]}
   */
  marks() {
    const { panels, place, at } = this;
    const outlined = [this.pinned, ...this.asked.outlined].flatMap((cell) => found(panels, cell));
    const pointed = [...(at ? crosshair(panels, at) : []), ...found(panels, this.elsewhere)];
    return [
      ...pointed.map((region) => regionMark(region, place, "hover")),
      ...outlined.map((region) => regionMark(region, place, "pin")),
      ...(at ? [regionMark({ ...at, rows: 1, columns: 1 }, place, "focus")] : []),
      ...this.cursorMarks(),
    ];
  }

  /** @returns {Mark[]} */
  cursorMarks() {
    const { curves } = this.meta;
    const lines = this.panels.flatMap((panel) => {
      const column = this.cursors[panel.cursor] ?? this.meta.current;
      if (!panel.cursor || column === undefined) return [];
      const region = { panel, row: 0, rows: panel.rows, column, columns: 1 };
      return [regionMark(region, this.place, "pin")];
    });
    if (!curves || curves.current === null) return lines;
    const at = Math.min(this.cursors[curves.cursor] ?? curves.current, curves.x.length - 1);
    const { x: places, y: heights, top, bottom } = curves[this.place];
    const x = places[at];
    const dots = heights.flatMap((line, i) => {
      const y = line[at];
      if (y === null) return [];
      const colour = this.themed(curves.colours[i]);
      return [{ kind: /** @type {const} */ ("dot"), x, y, width: 0, height: 0, colour }];
    });
    return [...lines, { kind: "cursor", x, y: top, width: 0, height: bottom - top }, ...dots];
  }

  /** @param {string} colour */
  themed(colour) {
    return isDark(this.box) ? (this.asked.dark[colour] ?? colour) : colour;
  }

  /**
   * As zoomed; null where the axes are Plotly's own.
   *
   * @returns {Axes | null}
   */
  get axes() {
    const ranges = this.zoom ?? this.shown?.ranges;
    if (!this.shown || !ranges) return null;
    const { width, height } = this.shown.layout;
    return { x: ranges.x, y: ranges.y, width, height };
  }

  draw(moves = false) {
    if (!this.shown) return;
    const { width, height } = this.shown.layout;
    /** @type {Axes} */
    const whole = { x: [0, width], y: [height, 0], width, height };
    this.painter.draw(this.axes ?? whole, this.shown, moves);
  }

  mark() {
    if (this.axes) this.overlay.draw(this.axes, this.marks());
  }

  /** @param {Axes} axes @param {PointerEvent} event */
  pointOf(axes, event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return inPicture(axes, event.clientX - left, event.clientY - top);
  }

  /** @param {PointerEvent} event */
  onMove(event) {
    const { axes } = this;
    if (!axes) return;
    const [x, y] = this.pointOf(axes, event);
    const { curves } = this.meta;
    if (this.down) {
      if (curves) this.moveCurve(curves, x);
      return;
    }
    this.hover(cellAt(this.panels, this.place, x, y));
    this.stage.classList.toggle("pointing", Boolean(this.at?.panel.at.length || curves));
  }

  /** @param {PointerEvent} event */
  onDown(event) {
    if (this.isBehind && window.Plotly) this.keep(window.Plotly); // It is the graph that zooms.
    this.down = event.button === 0 ? [event.clientX, event.clientY] : null;
    const { axes } = this;
    const { curves } = this.view ? this.meta : {};
    if (this.down && axes && curves) this.moveCurve(curves, this.pointOf(axes, event)[0]);
  }

  /** @param {PointerEvent} event */
  release(event) {
    const { down, axes } = this;
    this.down = null;
    if (!down || !axes) return;
    if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) > EDGE) return;
    const at = cellAt(this.panels, this.place, ...this.pointOf(axes, event));
    if (at) this.pin(at);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.shown) return;
    const { curves } = this.meta;
    if (event.key === "Escape") {
      this.hover(null);
      if (this.pinned) this.put(null);
    } else if (event.key === "Enter" || event.key === " ") {
      if (!this.at) return;
      this.pin(this.at);
    } else if (curves) {
      const at = this.cursors[curves.cursor] ?? curves.current ?? 0;
      const to = nextPosition(at, curves.x.length, event.key);
      if (to === null) return;
      this.setCurve(curves, to);
    } else {
      const to = nextCell(this.panels, this.place, this.at, event.key);
      if (to === null) return;
      this.hover(to, true);
    }
    event.preventDefault();
  }

  /** @param {Curves} curves @param {number} x A place of the picture. */
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
    setText(this.spoken, `${x_name} ${x[at]}: ${said.join(", ")}`);
    announce({ kind: cursor, index: at, source: this.asked.key });
  }

  /** @param {At | null} at @param {boolean} [spoken] */
  hover(at, spoken = false) {
    const same = at?.panel === this.at?.panel && at?.row === this.at?.row;
    if (same && at?.column === this.at?.column) return;
    this.at = at;
    this.mark();
    this.showTip(at);
    if (at && spoken) {
      const { place, value } = cellText(this.frame, at.panel, at.row, at.column);
      setText(this.spoken, [at.panel.title, place, value].filter(Boolean).join(", "));
    }
    const cell = at && toCell(at);
    announce({ kind: "cell", cell, pinned: false, source: this.asked.key });
  }

  /** @param {At | null} at */
  showTip(at) {
    const { axes } = this;
    this.tip.hidden = !at;
    if (!at || !axes) return;
    const { place, value } = cellText(this.frame, at.panel, at.row, at.column);
    this.tip.replaceChildren();
    make("b", "", this.tip, value);
    make("span", "", this.tip, [at.panel.title, place].filter(Boolean).join(" · "));
    const { x, y, height } = regionMark({ ...at, rows: 1, columns: 1 }, this.place, "focus");
    const [left, top] = onPage(axes, x, y);
    const [, bottom] = onPage(axes, x, y + height);
    const room = this.width - this.tip.offsetWidth - 4;
    const above = top - this.tip.offsetHeight - 8;
    const across = Math.max(0, Math.min(left, room));
    this.tip.style.transform = `translate(${across}px, ${above > -20 ? above : bottom + 8}px)`;
  }

  /** @param {At} at */
  pin(at) {
    const { cursor } = at.panel;
    const { key } = this.asked;
    if (!at.panel.at.length) return;
    if (cursor) announce({ kind: cursor, index: at.column, source: key });
    const cell = toCell(at);
    this.put(sameCell(cell, this.pinned) ? null : cell);
  }

  /** @param {Cell | null} cell To pin. */
  put(cell) {
    this.pinned = cell;
    this.mark();
    announce({ kind: "cell", cell, pinned: true, source: this.asked.key });
    this.send("pin", { cell });
  }

  /**
   * A figure that is not attnviz's: the cell of its heatmap as Plotly names it.
   *
   * @param {ClickedPoint} point
   */
  clickPoint(point) {
    if (this.meta.narrow) return;
    const index = [point.pointNumber].flat();
    const cell = { step: point.data.name ?? "", index };
    this.pinned = sameCell(cell, this.pinned) ? null : cell;
    this.send("pin", { cell: this.pinned });
  }

  /** @param {Told} told */
  follow(told) {
    if (!this.view) return;
    if (!("index" in told)) {
      if (told.source === this.view.key) return;
      if (told.pinned) this.pinned = told.cell;
      this.elsewhere = told.pinned ? null : told.cell;
      this.mark();
      return;
    }
    this.heard.set(`${told.kind} ${told.index}`, performance.now());
    if (this.cursors[told.kind] === told.index) return;
    this.cursors[told.kind] = told.index;
    if (told.kind === this.view.follows && this.view.frames.length > 1) {
      this.at = null;
      this.tip.hidden = true;
    }
    this.render();
  }
}

export default mounted(Picture);
