// All steps of a walk as a strip of frames, and the stepper that goes through them.

/** @import { FilmFrame, FilmstripData, Told, View } from "../types.js" */
import { between, channelsOf } from "../shared/colours.js";
import { fit, make, reducedMotion, setText } from "../shared/dom.js";
import { Edges } from "../shared/edges.js";
import { mounted } from "../shared/mount.js";
import { onPrint } from "../shared/printing.js";
import { sizesOf, writeShape } from "../shared/shape.js";
import { iconButton, Stepper } from "../shared/stepper.js";

const LEVELS = 255;

/** @extends {Stepper<string>} @implements {View<FilmstripData>} */
class Filmstrip extends Stepper {
  /** @type {FilmstripData} */
  data = { key: "", current: "", frames: [], stops: {}, letters: {} };
  names = "";
  /** @type {Thumbnail[]} */
  frames = [];
  shapesWritten = "";

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    super();
    this.box = make("div", "box", root);
    this.strip = make("div", "strip", this.box);
    this.strip.tabIndex = 0;
    this.strip.setAttribute("role", "listbox");
    this.strip.setAttribute("aria-label", "Steps of the walk");
    this.strip.setAttribute("aria-orientation", "horizontal");
    this.strip.addEventListener("keydown", (event) => this.key(event));
    this.edges = new Edges(this.strip);
    const step = make("div", "step", this.box);
    const head = make("div", "told", step);
    const line = make("div", "line", head);
    this.title = make("h2", "", line);
    this.shapes = make("div", "shapes", line);
    this.shapes.setAttribute("role", "img");
    this.sentence = make("div", "sentence", head);
    this.folded = make("div", "folded", head);
    head.setAttribute("aria-live", "polite");
    const stepper = make("div", "stepper", step);
    this.scrubber = make("input", "scrubber", stepper);
    this.scrubber.type = "range";
    this.scrubber.min = "0";
    this.scrubber.setAttribute("aria-label", "Step");
    this.scrubber.addEventListener("input", () => this.move(Number(this.scrubber.value)));
    this.previous = iconButton("previous", stepper).button;
    stepper.append(this.play.button);
    this.next = iconButton("next", stepper).button;
    this.previous.setAttribute("aria-label", "Previous step");
    this.next.setAttribute("aria-label", "Next step");
    this.previous.addEventListener("click", () => this.move(this.at - 1));
    this.next.addEventListener("click", () => this.move(this.at + 1));
    this.leavePaper = onPrint(() => this.paint());
  }

  /** @param {FilmstripData} data */
  update(data) {
    const names = data.frames.map(({ name }) => name).join();
    const other = names !== this.names;
    this.names = names;
    this.data = data;
    this.scrubber.max = String(data.frames.length - 1);
    fit(this.frames, data.frames.length, (i) => new Thumbnail(this.strip, i, () => this.move(i)));
    this.paint();
    if (this.isAsked(data.current, other)) {
      this.take(data.frames.findIndex(({ name }) => name === data.current));
    } else {
      this.take(Math.min(this.at, data.frames.length - 1));
    }
  }

  paint() {
    const known = new Map();
    this.data.frames.forEach((frame, i) => {
      if (!known.has(frame.scale)) known.set(frame.scale, this.coloursOf(frame.scale));
      this.frames[i].paint(frame, known.get(frame.scale));
    });
  }

  /** @override */
  stop() {
    super.stop();
    this.edges.stop();
    this.leavePaper();
  }

  /**
   * The scale's colours as the theme has them now, one for each level; the last is "no number".
   *
   * @param {string} scale
   */
  coloursOf(scale) {
    const stops = this.data.stops[scale];
    const known = stops.map((_, i) => channelsOf(this.box, `--${scale}-${i}`));
    const colours = Array.from({ length: LEVELS }, (_, level) => {
      const [low, part] = between(stops, level / (LEVELS - 1));
      const [from, to] = [known[low], known[low + 1]];
      return from.map((value, i) => value + part * (to[i] - value));
    });
    colours.push(channelsOf(this.box, "--hatch"));
    return colours;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: this.at - 1,
      ArrowUp: this.at - 1,
      ArrowRight: this.at + 1,
      ArrowDown: this.at + 1,
      Home: 0,
      End: this.last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.move(to);
  }

  /** @override */
  get trigger() {
    return "step";
  }

  /** @override */
  get last() {
    return this.frames.length - 1;
  }

  /** @override */
  get stepMs() {
    return 1400;
  }

  /** @override @param {number} at */
  detail(at) {
    return { kind: "step", index: at, step: this.answer(at), source: this.data.key };
  }

  /** @override @param {number} at */
  answer(at) {
    return this.data.frames[at].name;
  }

  /** @override @param {number} at @param {boolean} moved */
  show(at, moved) {
    const frame = this.data.frames[at];
    const { name, title, sentence, folded } = frame;
    this.frames.forEach(({ node }, i) => {
      node.setAttribute("aria-selected", String(i === at));
    });
    this.strip.setAttribute("aria-activedescendant", this.frames[at].node.id);
    this.scrubber.value = String(at);
    this.scrubber.setAttribute("aria-valuetext", `${at + 1} of ${this.frames.length}: ${name}`);
    // A button that is disabled would lose the focus.
    const active = document.activeElement?.shadowRoot?.activeElement;
    this.previous.disabled = at === 0;
    this.next.disabled = at === this.last;
    if (active === this.previous && at === 0) this.next.focus();
    if (active === this.next && at === this.last) this.previous.focus();
    setText(this.title, title);
    setText(this.sentence, sentence);
    setText(this.folded, folded);
    this.folded.hidden = this.data.frames.every((other) => !other.folded);
    this.writeShapes(frame);
    this.centre(moved);
  }

  /** @param {FilmFrame} frame */
  writeShapes({ before, shape, moved, moved_before: movedBefore }) {
    const state = JSON.stringify([before, shape, moved, movedBefore]);
    if (state === this.shapesWritten) return; // a mark that has begun goes on
    this.shapesWritten = state;
    this.shapes.replaceChildren();
    const letters = this.data?.letters ?? {};
    const write = (/** @type {string} */ text, /** @type {string[]} */ marked) => {
      for (const [axis, length] of sizesOf(text)) {
        const chip = make("span", marked.includes(axis) ? "size moved" : "size", this.shapes);
        chip.title = letters[axis] ?? "";
        make("b", "", chip, axis);
        chip.append(` ${length}`);
      }
    };
    before.forEach((text, i) => {
      if (i) make("span", "sign", this.shapes, ",");
      write(text, movedBefore[i] ?? []);
    });
    if (before.length) make("span", "sign", this.shapes, "→");
    write(shape, moved);
    const from = before.length ? `from ${before.join(" and ")} ` : "";
    this.shapes.setAttribute("aria-label", `Shape: ${from}to ${shape}`);
  }

  /**
   * Only the strip scrolls: scrollIntoView would move the page as well.
   *
   * @param {boolean} moved
   */
  centre(moved) {
    const { node } = this.frames[this.at];
    const left = node.offsetLeft - (this.strip.clientWidth - node.offsetWidth) / 2;
    const behavior = moved && !reducedMotion() ? "smooth" : "instant";
    this.strip.scrollTo({ left, behavior });
    this.edges.show();
  }

  /** @param {Told} told */
  follow(told) {
    if (told.kind !== "step" || !("index" in told) || told.source === this.data.key) return;
    const { frames } = this.data;
    const at = told.step ? frames.findIndex(({ name }) => name === told.step) : told.index;
    if (frames[at] && at !== this.at) this.take(at);
  }
}

/** A step as it is in the strip. */
class Thumbnail {
  /** @param {Element} parent @param {number} index @param {() => void} choose */
  constructor(parent, index, choose) {
    this.node = make("div", "frame", parent);
    this.node.setAttribute("role", "option");
    this.node.id = `frame-${index}`;
    this.node.addEventListener("click", choose);
    this.canvas = make("canvas", "", this.node);
    this.name = make("div", "name", this.node);
    this.shape = make("div", "shape", this.node);
  }

  /** @param {FilmFrame} frame @param {number[][]} colours */
  paint({ name, role, shape, moved, rows, columns, cells }, colours) {
    this.node.dataset.role = role;
    setText(this.name, name.replaceAll("_", " "));
    writeShape(this.shape, shape, moved);
    this.canvas.width = columns;
    this.canvas.height = rows;
    const image = new ImageData(columns, rows);
    Array.from(atob(cells), (byte) => byte.charCodeAt(0)).forEach((level, i) => {
      image.data.set([...colours[level], 255], 4 * i);
    });
    this.canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  remove() {
    this.node.remove();
  }
}

export default mounted(Filmstrip);
