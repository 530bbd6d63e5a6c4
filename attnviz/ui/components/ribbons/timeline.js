// The weights of every epoch between clicks and ribbons, a row a click and a column an epoch, and the
// loss below on the same axis. Drawn once; only its cursor moves with the epoch.

/** @import { Reading, RibbonsData } from "../types.js" */
/** @import { Row } from "./rows.js" */
import { limitOf, scaleColour, signedPlace } from "../shared/colours.js";
import { draw, make, setText } from "../shared/dom.js";
import { numberText, percent } from "../shared/numbers.js";

const LOSS = { above: 28, height: 64, below: 22 };

export class Timeline {
  top = 0;
  foot = 0;
  count = 0;
  highest = 1;
  /** @type {number[]} */
  losses = [];
  /** @type {Reading[] | null} */
  epochs = null;
  state = "";

  /** @param {Element} parent @param {(epoch: number) => void} choose */
  constructor(parent, choose) {
    this.box = make("div", "timeline", parent);
    make("div", "frame", this.box);
    this.masks = make("div", "", this.box);
    this.svg = draw("svg", { role: "img", preserveAspectRatio: "none" }, this.box);
    this.cells = draw("g", {}, this.svg);
    this.curve = draw("path", { class: "loss" }, this.svg);
    this.base = draw("path", { class: "base" }, this.svg);
    this.cursor = make("div", "cursor", this.box);
    this.dot = make("div", "dot", this.box);
    this.texts = {
      top: make("span", "top", this.box),
      bottom: make("span", "bottom", this.box),
      first: make("span", "first", this.box),
      last: make("span", "last", this.box),
    };
    const pick = (/** @type {PointerEvent} */ event) => {
      const { left, width } = this.box.getBoundingClientRect();
      const at = Math.floor(((event.clientX - left) / width) * this.count);
      choose(Math.max(0, Math.min(this.count - 1, at)));
    };
    this.box.addEventListener("pointerdown", (event) => {
      this.box.setPointerCapture(event.pointerId);
      pick(event);
    });
    this.box.addEventListener("pointermove", (event) => {
      if (this.box.hasPointerCapture(event.pointerId)) pick(event);
    });
  }

  /**
   * Draws only what is new, as it is called at every epoch.
   *
   * @param {RibbonsData} data
   * @param {Row[]} rows As the picture lists them, each `card` px high with a `gap` between.
   * @param {{ card: number, gap: number }} sizes
   * @param {number} first Where the first row begins.
   * @returns {number} The height of it all.
   */
  draw({ epochs, losses, normalized, stops }, rows, { card, gap }, first) {
    const bottom = first + rows.length * (card + gap) - gap;
    this.top = bottom + LOSS.above;
    this.foot = this.top + LOSS.height;
    // A short history begins lower than the picture.
    this.box.style.setProperty("--first", `${first}px`);
    this.box.style.setProperty("--rows", `${bottom - first}px`);
    const state = [first, ...rows.map((row) => row.at ?? "")].join();
    if (epochs !== this.epochs || state !== this.state) {
      this.epochs = epochs;
      this.state = state;
      this.count = epochs.length;
      this.losses = losses.map(Number);
      this.svg.setAttribute("viewBox", `0 0 ${this.count} ${this.foot + LOSS.below}`);
      this.drawCells({ epochs, normalized, stops }, rows, (i) => first + i * (card + gap), card);
      this.drawLoss();
    }
    return this.foot + LOSS.below;
  }

  /**
   * @param {Pick<RibbonsData, "epochs" | "normalized" | "stops">} data
   * @param {Row[]} rows
   * @param {(row: number) => number} topOf
   * @param {number} card
   */
  drawCells({ epochs, normalized, stops }, rows, topOf, card) {
    const weights = epochs.map((reading) => reading.weights.map(Number));
    const limit = limitOf(weights.flat());
    this.cells.replaceChildren();
    this.masks.replaceChildren();
    rows.forEach((row, i) => {
      if (row.at === undefined || row.empty) {
        const mask = make("div", row.empty ? "mask" : "mask rest", this.masks);
        mask.style.top = `${topOf(i)}px`;
        mask.style.height = `${card}px`;
        return;
      }
      for (let epoch = 0; epoch < this.count; epoch++) {
        const weight = weights[epoch][row.at];
        const cell = draw("rect", { x: epoch, y: topOf(i), width: 1.01, height: card }, this.cells);
        cell.style.fill = normalized
          ? scaleColour("weights", stops.weights, weight)
          : scaleColour("signed", stops.signed, signedPlace(weight, limit));
        const text = normalized ? percent(weight) : numberText(weight);
        const title = `${row.click?.title ?? "padding"}, epoch ${epoch}: ${text}`;
        draw("title", {}, cell).textContent = title;
      }
    });
  }

  drawLoss() {
    const finite = this.losses.filter(Number.isFinite);
    this.highest = Math.max(0, ...finite) || 1;
    const points = this.losses
      .map((loss, epoch) => [epoch + 0.5, this.down(loss)])
      .filter(([, y]) => Number.isFinite(y))
      .map((point) => point.join(" "));
    this.curve.setAttribute("d", points.length ? `M${points.join("L")}` : "");
    this.base.setAttribute("d", `M0 ${this.foot}H${this.count}`);
    const { top, bottom, first, last } = this.texts;
    setText(top, `loss ${numberText(this.highest)}`);
    setText(bottom, "0");
    setText(first, "epoch 0");
    setText(last, `${this.count - 1}`);
    top.style.top = `${this.top}px`;
    bottom.style.top = `${this.foot}px`;
    for (const text of [first, last]) text.style.top = `${this.foot + 4}px`;
    const ends = [finite.at(0), finite.at(-1)].map((loss) => numberText(loss ?? NaN));
    const words = finite.length ? ` Loss from ${ends[0]} to ${ends[1]}.` : "";
    this.svg.setAttribute("aria-label", `Weights of every click, epoch by epoch.${words}`);
  }

  /** @param {number} loss */
  down(loss) {
    return this.foot - (loss / this.highest) * LOSS.height;
  }

  /** @param {number} epoch */
  mark(epoch) {
    const left = `${(100 * (epoch + 0.5)) / this.count}%`;
    this.cursor.style.left = left;
    this.cursor.style.bottom = `calc(100% - ${this.foot}px)`;
    this.dot.style.left = left;
    this.dot.hidden = !Number.isFinite(this.losses[epoch]);
    this.dot.style.top = `${this.down(this.losses[epoch])}px`;
  }
}
