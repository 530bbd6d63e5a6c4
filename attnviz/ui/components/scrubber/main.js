// The page's epoch cursor, by hand or as a replay.

/** @import { ScrubberData, Told, View } from "../types.js" */
import { make, setText } from "../shared/dom.js";
import { announce, mounted } from "../shared/mount.js";
import { Stepper } from "../shared/stepper.js";

const REPLAY_MS = 4000;

/** @extends {Stepper<number>} @implements {View<ScrubberData>} */
class Scrubber extends Stepper {
  /** @type {ScrubberData} */
  data = { key: "", current: 0, texts: [] };

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    super();
    const box = make("div", "stepper", make("div", "box", root));
    box.append(this.play.button);
    this.slider = make("input", "scrubber", box);
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.setAttribute("aria-label", "Epoch");
    this.slider.addEventListener("input", () => this.move(Number(this.slider.value)));
    this.words = make("output", "epoch", box);
  }

  /** @param {ScrubberData} data */
  update(data) {
    const other = data.texts.length !== this.data.texts.length;
    this.data = data;
    this.slider.max = String(this.last);
    this.take(this.isAsked(data.current, other) ? data.current : this.at);
    // The other pictures have drawn what this run knew: they hear where we are.
    requestAnimationFrame(() => announce(this.detail(this.at)));
  }

  /** @override */
  get trigger() {
    return "epoch";
  }

  /** @override */
  get last() {
    return this.data.texts.length - 1;
  }

  /** @override */
  get stepMs() {
    return REPLAY_MS / this.last;
  }

  /** @override @param {number} at */
  detail(at) {
    return { kind: "epoch", index: at, source: this.data.key };
  }

  /** @override @param {number} at */
  answer(at) {
    return at;
  }

  /** @override @param {number} at */
  show(at) {
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", this.data.texts[at]);
    setText(this.words, this.data.texts[at]);
  }

  /**
   * Epochs that are chosen in a picture are told to Python from here as well.
   *
   * @param {Told} told
   */
  follow(told) {
    if (told.kind !== "epoch" || !("index" in told) || told.source === this.data.key) return;
    this.pause();
    if (told.index === this.at || told.index < 0 || told.index > this.last) return;
    this.take(told.index);
    this.tellSoon();
  }
}

export default mounted(Scrubber);
