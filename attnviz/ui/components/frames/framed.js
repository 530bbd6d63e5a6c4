// What a picture of tensors and a chart have in common: frames of which one is seen at a time, the
// page's cursor that moves among them, tools, and the numbers as a table.

/** @import { Cell, Payload, Place, Send, Told, View } from "../types.js" */
import { isDark } from "../shared/colours.js";
import { make, setText } from "../shared/dom.js";
import { Edges } from "../shared/edges.js";
import { isPrinting, onPrint } from "../shared/printing.js";
import { frameSize, isNarrow } from "./look.js";
import { Overlay } from "./overlay.js";
import { FRAMES_CAME, unpack, withAllFrames } from "./payload.js";
import { tables } from "./table.js";

const NARROWEST = 120;
// The server repeats for this long what the page told it; the page may be further by now.
const ECHO_MS = 1500;

/** @param {Uint8Array} first @param {Uint8Array | null} second */
function sameBytes(first, second) {
  return first.length === second?.length && first.every((byte, i) => byte === second[i]);
}

/**
 * @template {Payload} Shape
 * @implements {View<Uint8Array>}
 */
export class Framed {
  /** @type {Send} */
  send = () => {};
  /** @type {Uint8Array | null} */
  bytes = null;
  /** @type {Shape | null} */
  view = null;
  /** @type {Cell | null} */
  pinned = null;
  /** Where the page's cursors are, by their kind. @type {Record<string, number>} */
  cursors = {};
  /** When a cursor was heard of. @type {Map<string, number>} */
  heard = new Map();
  /** Counts what was sent. */
  content = 0;
  /** When the last of it came. */
  changedAt = 0;
  width = 0;
  reserved = 0;
  /** What is drawn, and what the table is of. */
  drawn = "";
  tabled = "";
  stopped = false;
  overlay = new Overlay();

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.root = root;
    this.box = make("div", "box picture", root);
    this.stage = make("div", "stage", this.box);
    this.said = make("p", "unseen", this.box);
    this.said.id = "said";
    this.spoken = make("div", "unseen", this.box);
    this.spoken.setAttribute("aria-live", "polite");
    this.foot = make("div", "foot", this.box);
    this.hint = make("span", "hint", this.foot);
    this.tools = make("details", "tools", this.foot);
    this.details = make("details", "numbers", this.foot);
    make("summary", "", this.details, "Numbers as a table");
    this.table = make("div", "table", this.details);
    this.table.tabIndex = 0;
    this.table.setAttribute("role", "region");
    this.table.setAttribute("aria-label", "Numbers as a table");
    this.edges = new Edges(this.table);
    this.details.addEventListener("toggle", () => this.fillTable());
    this.onFrames = (/** @type {Event} */ event) => {
      this.receive(/** @type {CustomEvent<string>} */ (event).detail);
    };
    window.addEventListener(FRAMES_CAME, this.onFrames);
    this.leavePaper = onPrint(() => this.view && this.render());
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.box);
  }

  stop() {
    this.stopped = true;
    window.removeEventListener(FRAMES_CAME, this.onFrames);
    this.observer.disconnect();
    this.edges.stop();
    this.leavePaper();
  }

  /** Draws the shown frame, in a dark theme or a light one. @param {boolean} _dark */
  paint(_dark) {
    throw new Error("what has frames draws them");
  }

  /** Draws what moves over the frame. */
  mark() {
    throw new Error("what has frames marks what is pointed at");
  }

  /** What the keys do here, in words; "" if nothing. @returns {string} */
  get keys() {
    throw new Error("what has frames says what its keys do");
  }

  /** Another frame is shown, at once. */
  moved() {}

  /**
   * The menu of what can be done beside reading, with a line that says how else.
   *
   * @param {string} title
   * @param {[string, () => void][]} actions
   * @param {string} [note]
   */
  fillTools(title, actions, note = "") {
    make("summary", "", this.tools, title);
    for (const [text, act] of actions) {
      make("button", "", this.tools, text).addEventListener("click", act);
    }
    if (note) make("p", "", this.tools, note);
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
      /** @type {Shape} */
      const view = unpack(bytes);
      withAllFrames(view);
      const moved = view.frame !== this.view?.frame && !this.isEcho(view.follows, view.frame);
      this.view = view;
      this.pinned = view.pinned;
      if (moved || !(view.follows in this.cursors)) this.cursors[view.follows] = view.frame;
      this.content += 1;
      this.changedAt = performance.now();
    }
    this.render();
  }

  /**
   * Says what is shown, and then of what it is made and what the keys do here; what has no keys is no
   * stop of the Tab key.
   */
  describe() {
    const { keys, meta, asked } = this;
    const alt = (asked.count > 1 && meta.alt) || asked.alt;
    const name = meta.name || alt;
    this.stage.setAttribute("role", keys ? "application" : "img");
    this.stage.setAttribute("aria-label", name);
    setText(this.said, [name === alt ? "" : `${alt}.`, keys].filter(Boolean).join(" "));
    this.said.hidden = !this.said.textContent;
    if (this.said.hidden) this.stage.removeAttribute("aria-describedby");
    else this.stage.setAttribute("aria-describedby", this.said.id);
    this.table.setAttribute("aria-label", `Numbers as a table: ${name}`);
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

  resize() {
    if (this.view && !isPrinting() && this.box.clientWidth !== this.width) this.render();
  }

  /** Draws what has changed since the last time, and nothing else. */
  render() {
    if (!isPrinting()) this.width = Math.max(this.box.clientWidth, NARROWEST);
    this.reserved = this.neededHeight();
    this.stage.style.height = `${this.reserved}px`;
    const dark = isDark(this.box);
    const state = [this.content, this.index, this.width, dark, isPrinting()].join();
    if (state !== this.drawn) {
      this.drawn = state;
      this.paint(dark);
      this.describe();
    }
    this.mark();
    this.fillTable();
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

  fillTable() {
    const state = `${this.content} ${this.index}`;
    if (!this.details.open || this.tabled === state) return;
    this.tabled = state;
    this.table.replaceChildren(...tables(this.frame));
    this.edges.show();
  }

  /** @param {string} text */
  say(text) {
    setText(this.spoken, text);
  }

  /** @param {Told} told */
  follow(told) {
    if (!this.view) return;
    if (!("index" in told)) {
      this.point(told);
      return;
    }
    this.heard.set(`${told.kind} ${told.index}`, performance.now());
    if (this.cursors[told.kind] === told.index) return;
    this.cursors[told.kind] = told.index;
    if (told.kind === this.view.follows && this.view.frames.length > 1) this.moved();
    this.render();
  }

  /** Another component points at a cell, or pins it. @param {Exclude<Told, { index: number }>} _told */
  point(_told) {}
}
