// Bars that a learner draws; the browser's own sliders do pointer and keys.

/** @import { DrawData, Send, Told, View } from "../types.js" */
import { fit, make, setText } from "../shared/dom.js";
import { mounted } from "../shared/mount.js";
import { percent } from "../shared/numbers.js";
import { balanced, even } from "./balance.js";

/** @implements {View<DrawData>} */
class Draw {
  /** @type {Send} */
  send = () => {};
  /** @type {Bar[]} */
  bars = [];
  /** What is drawn so far. @type {number[]} */
  shares = [];
  /** What it was before the hand came, so that going back gives back. @type {number[]} */
  before = [];
  /** The bars that were drawn already. @type {Set<number>} */
  kept = new Set();
  /** What is asked, to know another question by. */
  asked = "";

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    const box = make("div", "box", root);
    this.list = make("div", "bars", box);
    this.list.setAttribute("role", "group");
    this.answer = make("button", "answer", box, "Answer");
    this.answer.addEventListener("click", () => this.send("drawn", this.shares));
    this.key = make("p", "note", box);
  }

  /** @param {DrawData} data */
  update({ bars, drawn, layer }) {
    const asked = JSON.stringify([bars, drawn]);
    if (asked !== this.asked) {
      this.asked = asked;
      this.shares = drawn ?? even(bars.length);
      this.before = this.shares;
      this.kept.clear();
    }
    this.answer.hidden = layer !== null;
    setText(
      this.key,
      layer === null
        ? "Drag the bars, or use the arrow keys. They always sum to 100 %."
        : "Filled: what you drew. Outlined: the layer's weights.",
    );
    this.list.setAttribute("aria-label", layer === null ? "Your drawing" : "Drawn and computed");
    fit(this.bars, bars.length, (at) => new Bar(this.list, (value) => this.draw(at, value)));
    this.bars.forEach((bar, i) => {
      bar.name(bars[i]);
      bar.compare(layer === null ? null : Number(layer[i]));
    });
    this.show();
  }

  /**
   * @param {number} at
   * @param {number | null} value What the bar is dragged to; null when the hand rests.
   */
  draw(at, value) {
    if (value === null) {
      this.before = this.shares;
      this.kept.add(at);
      return;
    }
    this.shares = balanced(this.before, at, value, this.kept);
    this.show();
  }

  show() {
    this.bars.forEach((bar, i) => {
      bar.show(this.shares[i]);
    });
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {}
}

class Bar {
  /** @param {Element} parent @param {(value: number | null) => void} draw */
  constructor(parent, draw) {
    this.row = make("label", "bar", parent);
    this.title = make("span", "title", this.row);
    const track = make("span", "track", this.row);
    this.slider = make("input", "drawn", track);
    this.slider.type = "range";
    this.slider.max = "100";
    this.slider.addEventListener("input", () => draw(Number(this.slider.value)));
    this.slider.addEventListener("change", () => draw(null));
    this.outline = make("span", "layer", track);
    this.words = make("span", "share", this.row);
    /** @type {number | null} */
    this.layer = null;
  }

  /** @param {string} title */
  name(title) {
    setText(this.title, title);
    this.slider.setAttribute("aria-label", title);
  }

  /** @param {number | null} layer The layer's share in per cent; null while it is drawn. */
  compare(layer) {
    this.layer = layer;
    this.slider.disabled = layer !== null;
    this.outline.hidden = layer === null;
    const width = `calc(6px + ${(layer ?? 0) / 100} * (100% - 12px))`;
    this.outline.style.width = width;
  }

  /** @param {number} share */
  show(share) {
    this.slider.value = String(share);
    this.slider.style.setProperty("--share", String(share / 100));
    const said = this.layer === null ? "" : `, the layer ${percent(this.layer / 100)}`;
    this.slider.setAttribute("aria-valuetext", `${share} %${said}`);
    setText(this.words, `${share} %${said}`);
  }

  remove() {
    this.row.remove();
  }
}

export default mounted(Draw);
