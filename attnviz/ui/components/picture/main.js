// The picture of tensors: cells on a canvas, with what is pointed at and pinned over them.

/** @import { Axes } from "../frames/axes.js" */
/** @import { Mark } from "../frames/overlay.js" */
/** @import { Cell, Panel, Payload, Told } from "../types.js" */
/** @import { At } from "./regions.js" */
/** @import { Scene, Stroke } from "./scene.js" */
/** @import { Point } from "./zoom.js" */
import { inPicture, onPage } from "../frames/axes.js";
import { Framed } from "../frames/framed.js";
import { boxOf } from "../frames/overlay.js";
import { cellText } from "../frames/words.js";
import { colourOf } from "../shared/colours.js";
import { make, reducedMotion, scaleOf, setText } from "../shared/dom.js";
import { announce, mounted } from "../shared/mount.js";
import { isPrinting } from "../shared/printing.js";
import { Drag } from "./drag.js";
import { legendNode } from "./legend.js";
import { Painter } from "./painter.js";
import {
  cellAt,
  crosshair,
  found,
  keysOf,
  nextCell,
  regionMark,
  sameCell,
  toCell,
} from "./regions.js";
import { forPaper, savePng, saveSvg } from "./save.js";
import { prepare, rectangle } from "./scene.js";
import { MARKED_MS, titleMarks } from "./titles.js";
import { isWhole, panned, STEP, showing, zoomedAt, zoomedTo } from "./zoom.js";

/** How far a press of a button moves a zoomed picture, a share of what is seen. */
const MOVE = 0.3;
const WHEEL = 0.002;
const OUTLINE = 2.5;
const WAYS =
  "Drag over a part to zoom into it, double-click to see all of it again. The wheel zooms with Ctrl " +
  "or Shift held, and a drag with Shift moves what is zoomed.";

/** @extends {Framed<Payload>} */
class Picture extends Framed {
  painter = new Painter();
  /** The cell under the pointer or the keys. @type {At | null} */
  at = null;
  /** What another picture points at. @type {Cell | null} */
  elsewhere = null;
  /** What is about to be zoomed to. @type {Mark | null} */
  part = null;
  /** What is prepared of the shown content, by frame, width and theme. @type {Map<string, Scene>} */
  prepared = new Map();
  preparedOf = 0;
  /** @type {Scene | null} */
  shown = null;
  shownIndex = -1;
  /** Of scenes in one place. @type {{ axes: Axes, place: string } | null} */
  zoom = null;
  legendsWritten = "";
  /** What is printed in place of the canvas. @type {Element | null} */
  paper = null;

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    super(root);
    this.stage.append(this.painter.sheet, this.overlay.node);
    this.tip = make("div", "tip", this.stage);
    this.tip.hidden = true;
    this.legends = make("div", "legends");
    this.foot.before(this.legends);
    this.fillTools("Save or zoom", this.actions(), WAYS);
    this.drag = new Drag(this.stage, {
      click: (point) => this.click(point),
      part: (from, to, ended) => this.drawPart(from, to, ended),
      move: (right, down) => this.pan(right, down),
      cancel: () => this.setPart(null),
    });
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    this.stage.addEventListener("pointerleave", () => this.hover(null));
    this.stage.addEventListener("dblclick", () => this.showAll());
    this.stage.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("blur", () => this.hover(null));
  }

  /** @override */
  stop() {
    super.stop();
    this.painter.stop();
  }

  get panels() {
    return this.meta.panels ?? [];
  }

  /** @override */
  get keys() {
    return keysOf(this.panels);
  }

  /** @override @param {boolean} dark */
  paint(dark) {
    this.fillLegends();
    const scene = this.sceneOf(dark);
    const other = this.shown !== null && this.index !== this.shownIndex;
    // A replay is a film by itself.
    const moves = other && this.asked.follows === "step" && !reducedMotion();
    this.shown = scene;
    this.shownIndex = this.index;
    if (this.zoom?.place !== scene.place) this.zoom = null;
    this.draw(moves);
    this.paper?.remove();
    this.paper = isPrinting() ? forPaper({ ...this.saved(), page: "none", marks: [] }) : null;
    if (this.paper) this.painter.sheet.append(this.paper);
  }

  /** @param {boolean} isDark */
  sceneOf(isDark) {
    if (this.preparedOf !== this.content) this.prepared.clear();
    this.preparedOf = this.content;
    const known = this.prepared.get(this.drawn);
    if (known) return known;
    const { dark, character } = this.asked;
    const font = getComputedStyle(this.box).fontFamily;
    const look = { width: this.width, dark: isDark ? dark : null, font, character };
    const scene = prepare(this.frame, look);
    this.prepared.set(this.drawn, scene);
    return scene;
  }

  /** All of it, or as it is zoomed. */
  get axes() {
    if (!this.shown) throw new Error("the picture is not drawn yet");
    return (isPrinting() ? null : this.zoom?.axes) ?? this.shown.whole;
  }

  draw(moves = false) {
    if (this.shown) this.painter.draw(this.axes, this.shown, moves);
  }

  /** @override */
  mark() {
    if (this.shown) this.overlay.draw(this.axes, this.marks());
  }

  fillLegends() {
    const { frames, dark, hint } = this.asked;
    const legends = Array.from(frames, (frame) => frame?.layout.meta?.legend ?? []);
    // Most presses of a slider change numbers and no legend.
    const written = JSON.stringify(legends);
    if (written !== this.legendsWritten) {
      this.legends.replaceChildren(...legends.map((entries) => legendNode(entries, dark)));
    }
    this.legendsWritten = written;
    [...this.legends.children].forEach((legend, i) => {
      legend.classList.toggle("current", i === this.index);
    });
    setText(this.hint, hint);
  }

  /**
   * The pinned cell, what goes with it, the cell under the pointer or the keys, the part that is
   * drawn, and the cursor.
   *
   * @returns {Mark[]}
   */
  marks() {
    const { panels, place, at, part } = this;
    const pointed = [...(at ? crosshair(panels, at) : []), ...found(panels, this.elsewhere)];
    return [
      ...pointed.map((region) => regionMark(region, place, "hover")),
      ...this.pins(),
      ...this.movedTitles(),
      ...(at ? [regionMark({ ...at, rows: 1, columns: 1 }, place, "focus")] : []),
      ...(part ? [part] : []),
    ];
  }

  movedTitles() {
    const age = performance.now() - this.changedAt;
    if (!this.shown || (age > MARKED_MS && !reducedMotion())) return [];
    return titleMarks(this.shown, this.axes, this.panels, this.place, this.asked.moved, age);
  }

  /** @returns {Mark[]} */
  pins() {
    const { panels, place } = this;
    const outlined = [this.pinned, ...this.asked.outlined].flatMap((cell) => found(panels, cell));
    const cursors = panels.flatMap((panel) => {
      const column = this.cursors[panel.cursor] ?? this.meta.current;
      if (!panel.cursor || column === undefined) return [];
      return [{ panel, row: 0, rows: panel.rows, column, columns: 1 }];
    });
    return [...outlined, ...cursors].map((region) => regionMark(region, place, "pin"));
  }

  /**
   * What can be done with the picture beside reading it.
   *
   * @returns {[string, () => void][]}
   */
  actions() {
    const [across, down] = [() => MOVE * this.axes.width, () => MOVE * this.axes.height];
    return [
      ["Download as PNG", () => savePng(this.saved())],
      ["Download as SVG", () => saveSvg(this.saved())],
      ["Zoom in", () => this.enlarge(STEP)],
      ["Zoom out", () => this.enlarge(1 / STEP)],
      ["Move left", () => this.pan(across(), 0)],
      ["Move right", () => this.pan(-across(), 0)],
      ["Move up", () => this.pan(0, down())],
      ["Move down", () => this.pan(0, -down())],
      ["Show all of it", () => this.showAll()],
    ];
  }

  saved() {
    if (!this.shown) throw new Error("the picture is not drawn yet");
    const line = { color: colourOf(this.box, "--ink"), width: OUTLINE };
    /** @type {Stroke[]} */
    const marks = this.pins().map(({ x, y, width, height }) => {
      return { path: rectangle(x, y, x + width, y + height), line };
    });
    const { key, alt } = this.asked;
    const page = colourOf(this.box, "--page");
    return { name: key, title: alt, page, axes: this.axes, scene: this.shown, marks };
  }

  /** @param {Axes} axes */
  show(axes) {
    if (!this.shown) return;
    const { whole, place } = this.shown;
    this.zoom = isWhole(axes, whole) ? null : { axes, place };
    this.draw();
    this.mark();
    this.showTip(this.at);
  }

  showAll() {
    if (this.shown) this.show(this.shown.whole);
  }

  /**
   * By a factor: around the cell under the keys or the pinned one, else around the middle.
   *
   * @param {number} factor
   */
  enlarge(factor) {
    if (!this.shown) return;
    const { axes } = this;
    const [mark] = this.at
      ? [regionMark({ ...this.at, rows: 1, columns: 1 }, this.place, "focus")]
      : this.pins();
    /** @type {Point} */
    const middle = [axes.width / 2, axes.height / 2];
    const point = mark ? onPage(axes, mark.x + mark.width / 2, mark.y + mark.height / 2) : middle;
    this.show(zoomedAt(axes, this.shown.whole, factor, point));
  }

  /** @param {number} right Pixels of the page. @param {number} down */
  pan(right, down) {
    if (this.shown) this.show(panned(this.axes, this.shown.whole, right, down));
  }

  /** @param {Point} from @param {Point} to @param {boolean} ended */
  drawPart(from, to, ended) {
    if (!this.shown) return;
    const drawn = zoomedTo(this.axes, from, to);
    if (ended) {
      this.show(drawn);
      return;
    }
    const [left, right] = drawn.x;
    const [bottom, top] = drawn.y;
    this.hover(null);
    this.setPart({ kind: "part", x: left, y: top, width: right - left, height: bottom - top });
  }

  /** @param {Mark | null} part */
  setPart(part) {
    if (part === this.part) return;
    this.part = part;
    this.mark();
  }

  /** @param {WheelEvent} event */
  onWheel(event) {
    if (!this.shown || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    // With Shift, browsers turn the wheel into one that goes across.
    const turned = event.deltaY || event.deltaX;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(-WHEEL * lines * turned);
    const point = this.drag.pointOf(event);
    this.show(zoomedAt(this.axes, this.shown.whole, factor, point));
    this.hoverAt(point);
  }

  /** @param {PointerEvent} event */
  onMove(event) {
    if (this.shown && !this.drag.dragged) this.hoverAt(this.drag.pointOf(event));
  }

  /** @param {Point} point */
  hoverAt(point) {
    this.hover(cellAt(this.panels, this.place, ...inPicture(this.axes, ...point)));
    this.stage.classList.toggle("pointing", Boolean(this.at?.panel.at.length));
  }

  /** @param {Point} point */
  click(point) {
    if (!this.shown) return;
    const at = cellAt(this.panels, this.place, ...inPicture(this.axes, ...point));
    if (at) this.pin(at);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!this.shown || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.drag.end();
      this.hover(null);
      if (this.pinned) this.put(null);
    } else if (event.key === "Enter" || event.key === " ") {
      if (!this.at) return;
      this.pin(this.at);
    } else if (event.key === "+" || event.key === "=") {
      this.enlarge(STEP);
    } else if (event.key === "-") {
      this.enlarge(1 / STEP);
    } else if (event.key === "0") {
      this.showAll();
    } else {
      const to = nextCell(this.panels, this.place, this.at, event.key);
      if (to === null) return;
      const cell = regionMark({ ...to, rows: 1, columns: 1 }, this.place, "focus");
      this.show(showing(this.axes, this.shown.whole, cell));
      this.hover(to, true);
    }
    event.preventDefault();
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
      this.say([at.panel.title, place, value].filter(Boolean).join(", "));
    }
    const cell = at && toCell(at);
    announce({ kind: "cell", cell, pinned: false, source: this.asked.key });
  }

  /** @param {At | null} at */
  showTip(at) {
    this.tip.hidden = !at;
    if (!at) return;
    const { axes } = this;
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
    if (!cell) return;
    this.put(sameCell(cell, this.pinned) ? null : cell);
  }

  /** @param {Cell | null} cell To pin. */
  put(cell) {
    this.pinned = cell;
    this.mark();
    announce({ kind: "cell", cell, pinned: true, source: this.asked.key });
    this.send("pin", { cell });
  }

  seen() {
    if (!this.shown) return null;
    const stage = this.stage.getBoundingClientRect();
    const scale = scaleOf(this.stage);
    const cells = found(this.panels, this.pinned).map((region) => {
      return boxOf(regionMark(region, this.place, "pin"), this.axes, stage, scale);
    });
    const concerned = cells.length > 0 || this.pins().length > 0;
    return this.pinned && concerned ? { picture: stage, cells } : null;
  }

  /** @override */
  moved() {
    this.at = null;
    this.tip.hidden = true;
  }

  /** @override @param {Exclude<Told, { index: number }>} told */
  point(told) {
    if (told.source === this.asked.key) return;
    if (told.pinned) this.pinned = told.cell;
    this.elsewhere = told.pinned ? null : told.cell;
    this.mark();
  }
}

export default mounted(Picture);
