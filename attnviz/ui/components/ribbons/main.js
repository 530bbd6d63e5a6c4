// The overview's picture: clicks, ribbons as thick as their weights, interest vector, score.

/** @import { Cell, Reading, RibbonsData, Send, Told, View } from "../types.js" */
/** @import { Row } from "./rows.js" */
import { draw, fit, make, reducedMotion, setText } from "../shared/dom.js";
import { announce, mounted } from "../shared/mount.js";
import { numberText, percent } from "../shared/numbers.js";
import { wordApart } from "./apart.js";
import { placesOf } from "./places.js";
import { Result } from "./result.js";
import { HEAVIEST, rowsOf, titleOf } from "./rows.js";
import { Timeline } from "./timeline.js";
import { placeOf, Vector } from "./vector.js";

// Sizes in pixels: a card, the gap between two, the stack of all ribbons' ends.
const FULL = { card: 32, gap: 6, stack: 280, above: 53, below: 28 };
const SMALL = { card: 32, gap: 4, stack: 200, above: 0, below: 0 };
const BY_EPOCH = { card: 32, gap: 4, stack: 280, above: 0, below: 0 };
const LABEL_FROM = 0.09;
const HAIR = 0.2; // A thinner ribbon, of less than 0.1 %, would be a speck and no ribbon.
// What is sent has six digits: the weights of a long history sum to 1 but for this.
const ROUNDED = 1e-4;
const EASE_MS = 450;
const TABLE_MS = 200;

/** @implements {View<RibbonsData>} */
class Ribbons {
  /** @type {Send} */
  send = () => {};
  /** @type {RibbonsData | null} */
  data = null;
  /** @type {Reading | null} */
  reading = null;
  epoch = 0;
  sizes = FULL;
  /** @type {Row[]} */
  rows = [];
  /** Of the clicks among them. @type {string[]} */
  titles = [];
  /** What of each row is on the screen, 0..1. @type {number[]} */
  shares = [];
  top = 0;
  first = 0;
  frame = 0;
  timer = 0;
  /** @type {Card[]} */
  cards = [];
  /** @type {SVGPathElement[]} */
  paths = [];
  /** @type {HTMLElement[]} */
  labels = [];
  /** @type {HTMLElement[]} */
  parts = [];

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    const box = make("div", "box", root);
    this.picture = make("div", "picture", box);
    this.heading = make("div", "title", this.picture);
    this.heads = ["clicks", "epochs", "weights", "context", "candidate"].map((name) =>
      make("div", `head ${name}`, this.picture),
    );
    this.list = make("ol", "list", this.picture);
    this.timeline = new Timeline(this.picture, (epoch) => this.choose(epoch));
    this.flow = make("div", "flow", this.picture);
    this.svg = draw("svg", { role: "img", preserveAspectRatio: "none" }, this.flow);
    this.numbers = make("div", "numbers", this.flow);
    this.numbers.setAttribute("aria-hidden", "true");
    this.bar = make("div", "bar", this.picture);
    make("div", "arrow", this.picture, "→").setAttribute("aria-hidden", "true");
    const open = (/** @type {string} */ name, /** @type {number} */ place) => {
      this.open(name, place);
    };
    this.context = new Vector("context", this.picture, open);
    this.result = new Result(this.picture, open);
    this.legend = make("div", "legend", this.picture);
    this.table = make("div", "unseen", box);
  }

  /** @param {RibbonsData} data */
  update(data) {
    const first = !this.data;
    this.data = data;
    this.epoch = data.epoch;
    this.setUp(data);
    this.show(data, data.reading, !first);
    if (data.losses.length) this.timeline.mark(data.epoch);
  }

  /**
   * An epoch that the learner takes from the timeline.
   *
   * @param {number} epoch
   */
  choose(epoch) {
    if (!this.data || epoch === this.epoch) return;
    this.showEpoch(this.data, epoch);
    announce({ kind: "epoch", index: epoch, source: this.data.key });
  }

  /** @param {RibbonsData} data @param {number} epoch */
  showEpoch(data, epoch) {
    this.epoch = epoch;
    this.show(data, data.epochs[epoch], false);
    if (data.losses.length) this.timeline.mark(epoch);
  }

  /** @param {Told} told */
  follow(told) {
    const { data } = this;
    if (!data || told.source === data.key) return;
    if ("index" in told) {
      if (told.kind === "epoch" && data.epochs[told.index]) this.showEpoch(data, told.index);
      return;
    }
    const position = positionOf(data, told.cell);
    if (told.pinned) this.setPinned({ ...data, own: false }, position);
    else this.pick(position === null ? -1 : this.rows.findIndex((row) => row.at === position));
  }

  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  /** @param {RibbonsData} data */
  setUp({ title, candidate, losses }) {
    this.sizes = title ? SMALL : losses.length ? BY_EPOCH : FULL;
    this.picture.classList.toggle("small", Boolean(title));
    this.picture.classList.toggle("by-epoch", losses.length > 0);
    const rest = losses.length
      ? ["At this epoch", "", "Score"]
      : ["Attention weights", "Interest vector", "Candidate"];
    ["Past clicks", "Weights, epoch by epoch", ...rest].forEach((text, i) => {
      setText(this.heads[i], text);
    });
    this.list.setAttribute("aria-label", title ? `Past clicks: ${title}` : "Past clicks");
    setText(this.heading, title);
    this.heading.hidden = !title;
    this.result.name(candidate);
  }

  /** @param {RibbonsData} data @param {Reading} reading @param {boolean} eased */
  show(data, reading, eased) {
    this.reading = reading;
    const weights = reading.weights.map(Number);
    this.rows = rowsOf(data, weights);
    this.titles = this.rows.flatMap(({ click }) => (click ? [click.title] : []));
    const sizes = weights.map((weight) => (Number.isFinite(weight) ? Math.abs(weight) : 0));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const scale = data.normalized ? 1 : 1 / (total || 1);
    const shares = this.rows.map((row) => {
      const size = row.size ?? Math.abs(row.weight);
      return Number.isFinite(size) ? size * scale : 0;
    });
    const texts = this.rows.map((row) => textOf(data, row.weight));
    this.picture.classList.toggle("eased", eased);
    this.placeRows(data);
    this.rows.forEach((row, i) => {
      this.paintRow(data, row, i, shares[i], texts[i]);
    });
    this.context.paint(reading.context, data);
    this.result.paint(reading, data);
    const vectors = data.title || data.losses.length ? "" : "Each vector has its own colours. ";
    setText(this.legend, legendOf(data, weights, total, this.rows) + vectors + data.caption);
    this.describe(data, reading, weights, texts);
    this.moveTo(shares, eased && !reducedMotion());
  }

  /** @param {RibbonsData} data */
  placeRows(data) {
    const { card, stack } = this.sizes;
    const count = this.rows.length;
    // A longer history folds its padding: what is below would go up and down.
    const kept = Math.max(count, Math.min(data.clicks.length, HEAVIEST));
    const { top, first, height: shapes } = placesOf(this.sizes, kept);
    this.top = top;
    this.first = first;
    const timeline = data.losses.length
      ? this.timeline.draw(data, this.rows, this.sizes, first)
      : 0;
    // Few clicks have a lower timeline than their ribbons.
    const height = Math.max(shapes, timeline);
    const { style } = this.picture;
    style.setProperty("--height", `${height}px`);
    style.setProperty("--timeline", `${timeline}px`);
    style.setProperty("--top", `${this.top}px`);
    style.setProperty("--stack", `${stack}px`);
    style.setProperty("--card-height", `${card}px`);
    this.svg.setAttribute("viewBox", `0 0 100 ${height}`);

    fit(this.cards, count, (i) => this.addCard(i));
    fit(this.paths, count, (i) => this.addPath(i));
    fit(this.labels, count, () => make("span", "", this.numbers));
    fit(this.parts, count, () => make("div", "part", this.bar));
  }

  /** @param {number} index */
  addCard(index) {
    return new Card(this.list, {
      pin: () => this.pinRow(index),
      hover: () => this.hover(index),
      leave: () => this.hover(-1),
    });
  }

  /** A ribbon is its click's: its card is the button for the keyboard. @param {number} index */
  addPath(index) {
    const path = draw("path", {}, this.svg);
    path.addEventListener("click", () => this.pinRow(index));
    path.addEventListener("pointerenter", () => this.hover(index));
    path.addEventListener("pointerleave", () => this.hover(-1));
    return path;
  }

  /** @param {number} index */
  pinRow(index) {
    const { at, empty } = this.rows[index];
    if (at !== undefined && !empty) this.pin(at);
  }

  /**
   * @param {RibbonsData} data
   * @param {Row} row
   * @param {number} i
   * @param {number} share
   * @param {string} text
   */
  paintRow(data, row, i, share, text) {
    const { card, gap } = this.sizes;
    const pinned = row.at !== undefined && row.at === data.pinned;
    const top = this.first + i * (card + gap);
    const { interest } = data.candidate; // "" where nobody knows what belongs together
    const own = interest !== "" && row.click?.interest === interest;
    const tooThin = !(share > LABEL_FROM);
    const apart = row.click ? wordApart(row.click.title, this.titles) : titleOf(row).length;
    this.cards[i].paint(row, { text, tooThin, apart, top, pinned, own });
    for (const element of [this.cards[i].item, this.paths[i], this.labels[i], this.parts[i]]) {
      const about = row.click ?? row.about;
      element.dataset.interest = about ? about.hue || about.interest : "";
    }
    this.paths[i].setAttribute("class", pinned ? "pinned" : "");
    this.paths[i].classList.toggle("negative", row.weight < 0);
    this.parts[i].classList.toggle("negative", row.weight < 0);
    setText(this.labels[i], share > 0 ? text : "");
    this.labels[i].classList.toggle("small-share", tooThin);
  }

  /** @param {number | null} position */
  pin(position) {
    if (!this.data) return;
    const { key } = this.data;
    const pinned = position === this.data.pinned ? null : position;
    this.setPinned({ ...this.data, own: true, cell: null }, pinned);
    this.send("pin", { position: pinned });
    announce({ kind: "cell", cell: cellOf(this.data, pinned), pinned: true, source: key });
  }

  /**
   * A number of a vector, or the score.
   *
   * @param {string} name
   * @param {number} place
   */
  open(name, place) {
    const opens = this.data?.opens[name];
    if (!this.data || !opens) return;
    const own = placeOf(opens, this.data.cell) === place;
    const cell = own ? null : { ...opens, index: opens.index.map((n) => n ?? place) };
    this.setPinned({ ...this.data, own: true, cell }, null);
    this.send("opened", own ? null : [name, place]);
    announce({ kind: "cell", cell, pinned: true, source: this.data.key });
  }

  seen() {
    const pinned = [...this.picture.querySelectorAll(".pinned:not(path)")];
    if (!this.data?.own || !pinned.length) return null;
    const cells = pinned.map((element) => element.getBoundingClientRect());
    return { picture: this.picture.getBoundingClientRect(), cells };
  }

  /** @param {RibbonsData} data @param {number | null} position */
  setPinned(data, position) {
    this.data = { ...data, pinned: position };
    if (this.reading) this.show(this.data, this.reading, false);
  }

  /** @param {number} index A row; -1 is none. */
  hover(index) {
    if (!this.data) return;
    this.pick(index);
    const cell = cellOf(this.data, this.rows[index]?.at ?? null);
    announce({ kind: "cell", cell, pinned: false, source: this.data.key });
  }

  /** @param {number} index A row; -1 is none. */
  pick(index) {
    this.picture.classList.toggle("picking", index >= 0);
    for (const elements of [this.paths, this.labels]) {
      elements.forEach((element, i) => {
        element.classList.toggle("picked", i === index);
      });
    }
  }

  /**
   * From what is on the screen to the new shares; only shapes move, the numbers are true at once.
   *
   * @param {number[]} shares
   * @param {boolean} eased
   */
  moveTo(shares, eased) {
    cancelAnimationFrame(this.frame);
    const from = shares.map((_, i) => this.shares[i] ?? 0);
    const start = performance.now();
    const tick = (/** @type {number} */ now) => {
      const passed = eased ? Math.min(1, Math.max(0, now - start) / EASE_MS) : 1;
      const part = 1 - (1 - passed) ** 3;
      this.shares = shares.map((share, i) => from[i] + part * (share - from[i]));
      this.paintRibbons();
      if (passed < 1) this.frame = requestAnimationFrame(tick);
    };
    tick(start);
  }

  paintRibbons() {
    const { card, gap, stack } = this.sizes;
    let end = this.top;
    this.shares.forEach((share, i) => {
      const thick = share * stack;
      const start = this.first + i * (card + gap) + (card * (1 - share)) / 2;
      const bottom = start + share * card;
      const outline =
        `M0 ${start}C50 ${start} 50 ${end} 100 ${end}V${end + thick}` +
        `C50 ${end + thick} 50 ${bottom} 0 ${bottom}Z`;
      this.paths[i].setAttribute("d", thick >= HAIR ? outline : "");
      this.labels[i].style.top = `${end + thick / 2}px`;
      this.parts[i].style.top = `${end}px`;
      this.parts[i].style.height = `${Math.max(0, thick - (thick > 3 ? 1 : 0))}px`;
      end += thick;
    });
  }

  /**
   * @param {RibbonsData} data
   * @param {Reading} reading
   * @param {number[]} weights
   * @param {string[]} texts A row's weight each.
   */
  describe(data, reading, weights, texts) {
    const said = this.rows.map((row, i) => {
      return row.empty ? titleOf(row) : `${titleOf(row)} ${texts[i]}`;
    });
    const words = `${nameOf(data)}: ${said.join(", ")}.`;
    this.svg.setAttribute("aria-label", words);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.table.replaceChildren(tableOf(data, reading, weights));
    }, TABLE_MS);
  }
}

/** A past click. */
class Card {
  /**
   * @param {Element} parent
   * @param {{ pin: () => void, hover: () => void, leave: () => void }} on
   */
  constructor(parent, on) {
    this.item = make("li", "", parent);
    this.button = make("button", "card", this.item);
    this.mark = make("span", "mark", this.button);
    const words = make("span", "words", this.button);
    const title = make("span", "click", words);
    this.beginning = make("span", "", title);
    this.rest = make("span", "rest", title);
    words.append(" ");
    this.interest = make("span", "interest", words);
    this.button.append(" ");
    this.weight = make("span", "weight", this.button);
    this.button.addEventListener("click", on.pin);
    for (const event of ["pointerenter", "focus"]) this.button.addEventListener(event, on.hover);
    for (const event of ["pointerleave", "blur"]) this.button.addEventListener(event, on.leave);
  }

  /**
   * @param {Row} row
   * @param {object} look
   * @param {string} look.text Its weight.
   * @param {number} look.apart Where the part of its title begins that others have not.
   * @param {boolean} look.tooThin Whether its ribbon has no room for the weight.
   * @param {number} look.top Pixels.
   * @param {boolean} look.pinned
   * @param {boolean} look.own Whether it is of the candidate's interest.
   */
  paint(row, { text, tooThin, apart, top, pinned, own }) {
    const { button } = this;
    this.item.style.top = `${top}px`;
    button.disabled = row.at === undefined || Boolean(row.empty);
    button.classList.toggle("own", own);
    button.classList.toggle("empty", Boolean(row.empty));
    button.classList.toggle("padded", !row.click && !row.empty && !row.more);
    button.classList.toggle("pinned", pinned);
    button.setAttribute("aria-pressed", String(pinned));
    setText(this.beginning, titleOf(row).slice(0, apart));
    setText(this.rest, titleOf(row).slice(apart));
    setText(this.interest, row.click?.interest ?? "");
    this.weight.classList.toggle("at-ribbon", !tooThin);
    setText(this.weight, row.empty ? "" : text);
    this.mark.hidden = !row.click;
  }

  remove() {
    this.item.remove();
  }
}

/**
 * The picture's name; a page may have two for the same clicks.
 *
 * @param {RibbonsData} data
 */
function nameOf({ candidate, title }) {
  return `Attention weights for ${candidate.title}${title ? `, ${title}` : ""}`;
}

/** @param {RibbonsData} data @param {number} weight */
function textOf({ normalized }, weight) {
  return normalized ? percent(weight) : numberText(weight);
}

/**
 * A cell of the weights as the page's cursor names it.
 *
 * @param {RibbonsData} data
 * @param {number | null} position
 */
function cellOf({ at }, position) {
  if (position === null) return null;
  return { step: "weights", index: at.map((place) => (place === "click" ? position : place)) };
}

/**
 * And back to a position of the history.
 *
 * @param {RibbonsData} data
 * @param {Cell | null} cell
 */
function positionOf({ at }, cell) {
  if (cell?.step !== "weights" || cell.index.length !== at.length) return null;
  const position = cell.index[at.indexOf("click")];
  // A mean over heads belongs to the click in each of them.
  const free = (/** @type {unknown} */ place) => place === null || typeof place === "string";
  const here = at.every(
    (place, i) => free(place) || free(cell.index[i]) || place === cell.index[i],
  );
  return here && typeof position === "number" ? position : null;
}

/**
 * What the thickness of the ribbons means, in words.
 *
 * @param {RibbonsData} data
 * @param {number[]} weights
 * @param {number} total Sum of the sizes of the weights.
 * @param {Row[]} rows
 */
function legendOf({ normalized }, weights, total, rows) {
  const sum = weights.reduce((part, weight) => part + weight, 0);
  if (total === 0) {
    if (Number.isNaN(sum)) return "No ribbons: the weights are not numbers. ";
    return "No ribbons: every weight is 0. ";
  }
  if (normalized) {
    const whole = Math.abs(sum - 1) < ROUNDED ? 1 : sum;
    return `Thickness of a ribbon = attention weight. The weights sum to ${percent(whole)}. `;
  }
  const share =
    "Thickness of a ribbon = its share of the weights' sizes; its number = the weight. ";
  const negative = rows.some(({ weight }) => weight < 0) ? "Dashed = negative. " : "";
  return `${share}The weights sum to ${numberText(sum)}, not to 1. ${negative}`;
}

/** @param {RibbonsData} data @param {Reading} reading @param {number[]} weights */
function tableOf(data, reading, weights) {
  const table = make("table");
  make("caption", "", table, nameOf(data));
  const head = make("tr", "", table);
  for (const name of ["Position", "Click", "Interest", "Weight"]) make("th", "", head, name);
  data.clicks.forEach((click, i) => {
    const masked = !click && weights[i] === 0;
    const weight = masked ? "masked" : textOf(data, weights[i]);
    const row = make("tr", "", table);
    const cells = [`${i + 1}`, click?.title ?? "padding", click?.interest ?? "", weight];
    for (const cell of cells) make("td", "", row, cell);
  });
  for (const [name, values] of [
    ["context", reading.context],
    ["query", reading.query],
  ]) {
    const row = make("tr", "", table);
    make("th", "", row, String(name)).scope = "row";
    make("td", "", row, Array.from(values, (value) => numberText(Number(value))).join(" "));
  }
  return table;
}

export default mounted(Ribbons);
