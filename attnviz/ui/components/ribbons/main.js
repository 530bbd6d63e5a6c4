// A picture's sizes in pixels: a card, the gap between two, the stack of all ribbons' ends.
const FULL = { card: 32, gap: 6, stack: 280, above: 53, below: 28 };
const SMALL = { card: 26, gap: 4, stack: 200, above: 0, below: 0 };
const BY_EPOCH = { card: 30, gap: 4, stack: 280, above: 0, below: 0 };
const HEAVIEST = 12;
const LABEL_FROM = 0.09;
const EASE_MS = 450;
const TABLE_MS = 200;

// Which rows to draw: every position while they are few, else the heaviest clicks and two sums.
function rowsOf({ clicks, pinned, epochs }, weights) {
  const places = clicks.map((_, i) => i);
  const empty = (i) => !clicks[i] && weights[i] === 0;
  const row = (i) => ({ at: i, click: clicks[i], empty: empty(i), weight: weights[i] });
  if (clicks.length <= HEAVIEST) return places.map(row);

  const speaking = places.filter((i) => !empty(i));
  // Through all epochs the same rows.
  const readings = epochs.length ? epochs.map((reading) => reading.weights) : [weights];
  const size = (i) => Math.max(...readings.map((values) => Math.abs(values[i]) || 0));
  let shown = new Set([...speaking].sort((a, b) => size(b) - size(a)).slice(0, HEAVIEST));
  if (pinned !== null) shown.add(pinned);
  const rest = speaking.filter((i) => !shown.has(i));
  if (rest.length === 1) shown.add(rest.pop());
  const rows = places.filter((i) => shown.has(i)).map(row);
  if (rest.length) {
    const sum = (value) => rest.reduce((total, i) => total + value(i), 0);
    rows.push({ more: rest.length, weight: sum((i) => weights[i]), size: sum((i) => Math.abs(weights[i]) || 0) });
  }
  const padding = clicks.length - speaking.length;
  return padding ? [...rows, { empty: true, padding, weight: 0 }] : rows;
}

// The colour of a value on the signed scale; the style sheet knows both themes.
function signedColour(value, limit) {
  if (Number.isNaN(value)) return "";
  const place = 4 + 4 * Math.max(-1, Math.min(1, value / limit));
  const low = Math.min(7, Math.floor(place));
  const part = (100 * (place - low)).toFixed(1);
  return `color-mix(in srgb, var(--signed-${low + 1}) ${part}%, var(--signed-${low}))`;
}

class Ribbons {
  constructor(root) {
    const box = make("div", "box", root);
    this.picture = make("div", "picture", box);
    this.heading = make("div", "title", this.picture);
    this.heads = ["clicks", "epochs", "weights", "context", "candidate"].map((name) =>
      make("div", `head ${name}`, this.picture),
    );
    this.list = make("ol", "list", this.picture);
    this.list.setAttribute("aria-label", "Past clicks");
    this.timeline = new Timeline(this.picture, (epoch) => this.choose(epoch));
    this.flow = make("div", "flow", this.picture);
    this.svg = draw("svg", { role: "img", preserveAspectRatio: "none" }, this.flow);
    this.numbers = make("div", "numbers", this.flow);
    this.numbers.setAttribute("aria-hidden", "true");
    this.bar = make("div", "bar", this.picture);
    make("div", "arrow", this.picture, "→").setAttribute("aria-hidden", "true");
    this.context = this.addVector("context", this.picture);
    this.addResult();
    this.legend = make("div", "legend", this.picture);
    this.table = make("div", "unseen", box);
    this.shares = [];
  }

  addVector(name, parent) {
    const vector = make("div", `vector ${name}`, parent);
    vector.dataset.role = name;
    const cells = make("div", "cells", vector);
    make("div", "name", vector, name);
    return cells;
  }

  addResult() {
    const result = make("div", "result", this.picture);
    const candidate = make("div", "card candidate", result);
    this.candidateMark = make("span", "mark", candidate);
    this.candidateTitle = make("span", "click", candidate);
    make("div", "stem", result);
    this.query = this.addVector("query", result);
    const score = make("div", "score", result);
    const question = make("div", "question", score, "Score: would they click");
    this.asked = make("b", "", question);
    question.append("?");
    this.score = make("div", "number", score);
    this.meter = make("div", "fill", make("div", "meter", score));
    const ends = make("div", "ends", score);
    make("span", "", ends, "no");
    this.source = make("span", "", ends);
    make("span", "", ends, "yes");
  }

  update(data) {
    const first = !this.data;
    this.data = data;
    this.epoch = data.epoch;
    this.setUp();
    this.show(data.reading, !first);
    if (data.losses.length) this.timeline.mark(data.epoch);
  }

  // An epoch that the learner takes from the timeline.
  choose(epoch) {
    if (epoch === this.epoch) return;
    this.showEpoch(epoch);
    announce({ kind: "epoch", index: epoch, source: this.data.key });
  }

  showEpoch(epoch) {
    this.epoch = epoch;
    this.show(this.data.epochs[epoch], false);
    if (this.data.losses.length) this.timeline.mark(epoch);
  }

  follow({ kind, index, cell, pinned, source }) {
    if (!this.data || source === this.data.key) return;
    if (kind === "epoch" && this.data.epochs[index]) this.showEpoch(index);
    if (kind !== "cell") return;
    const position = this.positionOf(cell);
    if (pinned) this.setPinned(position);
    else this.pick(position === null ? -1 : this.rows.findIndex((row) => row.at === position));
  }

  // A cell of the weights as the page's cursor names it, and back to a position of the history.
  cellOf(position) {
    if (position === null) return null;
    return { step: "weights", index: this.data.at.map((at) => (at === "click" ? position : at)) };
  }

  positionOf(cell) {
    if (cell?.step !== "weights" || cell.index.length !== this.data.at.length) return null;
    const position = cell.index[this.data.at.indexOf("click")];
    // A mean over heads belongs to the click in each of them.
    const free = (value) => value === null || typeof value === "string";
    const here = this.data.at.every((at, i) => free(at) || free(cell.index[i]) || at === cell.index[i]);
    return here ? position : null;
  }

  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  setUp() {
    const { title, candidate, losses } = this.data;
    this.sizes = title ? SMALL : losses.length ? BY_EPOCH : FULL;
    this.picture.classList.toggle("small", Boolean(title));
    this.picture.classList.toggle("by-epoch", losses.length > 0);
    const own = losses.length ? ["At this epoch", "", "Score"] : ["Attention weights", "Interest vector", "Candidate"];
    ["Past clicks", "Weights, epoch by epoch", ...own].forEach((text, i) => setText(this.heads[i], text));
    setText(this.heading, title);
    this.heading.hidden = !title;
    this.candidateMark.dataset.interest = candidate.hue || candidate.interest;
    setText(this.candidateTitle, candidate.title);
    setText(this.asked, ` ${candidate.title}`);
  }

  show(reading, eased) {
    this.reading = reading;
    const weights = reading.weights.map(Number);
    this.rows = rowsOf(this.data, weights);
    const sizes = weights.map((weight) => (Number.isFinite(weight) ? Math.abs(weight) : 0));
    this.total = sizes.reduce((sum, size) => sum + size, 0);
    this.sum = weights.reduce((sum, weight) => sum + weight, 0);
    this.scale = this.data.normalized ? 1 : 1 / (this.total || 1);
    for (const row of this.rows) {
      const size = row.size ?? Math.abs(row.weight);
      row.share = Number.isFinite(size) ? size * this.scale : 0;
      row.text = this.data.normalized ? percent(row.weight) : decimal(row.weight);
    }
    this.picture.classList.toggle("eased", eased);
    this.placeRows();
    this.paintVectors();
    this.paintScore();
    this.writeLegend();
    this.describe(weights);
    this.moveTo(this.rows.map((row) => row.share), eased && !reducedMotion());
  }

  placeRows() {
    const { card, gap, stack, above, below } = this.sizes;
    const count = this.rows.length;
    const column = count * card + (count - 1) * gap;
    this.top = Math.max(above, (column - stack) / 2);
    this.first = Math.max(0, this.top + (stack - column) / 2);
    if (column >= stack) this.first = 0;
    this.height = Math.max(column, this.top + stack + below);
    if (this.data.losses.length) this.height = this.timeline.draw(this.data, this.rows, this.sizes, this.first);
    const style = this.picture.style;
    style.setProperty("--height", `${this.height}px`);
    style.setProperty("--top", `${this.top}px`);
    style.setProperty("--stack", `${stack}px`);
    style.setProperty("--card-height", `${card}px`);
    this.svg.setAttribute("viewBox", `0 0 100 ${this.height}`);

    this.cards = fit(this.list, count, (parent) => this.addCard(parent));
    this.paths = fit(this.svg, count, (parent) => draw("path", {}, parent));
    this.labels = fit(this.numbers, count, (parent) => make("span", "", parent));
    this.parts = fit(this.bar, count, (parent) => make("div", "part", parent));
    this.rows.forEach((row, i) => this.paintRow(row, i));
  }

  addCard(parent) {
    const item = make("li", "", parent);
    const card = make("button", "card", item);
    for (const name of ["mark", "click", "interest", "weight"]) make("span", name, card);
    const index = [...parent.children].indexOf(item);
    card.addEventListener("click", () => this.pin(this.rows[index].at));
    for (const event of ["pointerenter", "focus"]) {
      card.addEventListener(event, () => this.hover(index));
    }
    for (const event of ["pointerleave", "blur"]) {
      card.addEventListener(event, () => this.hover(-1));
    }
  }

  paintRow(row, i) {
    const { card, gap } = this.sizes;
    const button = this.cards[i].firstElementChild;
    const [mark, title, interest, weight] = button.children;
    const own = Boolean(row.click) && row.click.interest === this.data.candidate.interest;
    this.cards[i].style.top = `${this.first + i * (card + gap)}px`;
    button.disabled = row.at === undefined || row.empty;
    button.classList.toggle("own", own);
    button.classList.toggle("empty", Boolean(row.empty));
    button.classList.toggle("padded", !row.click && !row.empty && !row.more);
    button.classList.toggle("pinned", this.isPinned(row));
    button.setAttribute("aria-pressed", this.isPinned(row));
    setText(title, this.titleOf(row));
    setText(interest, row.click?.interest ?? "");
    weight.classList.toggle("odd", !Number.isFinite(row.weight));
    setText(weight, row.empty || row.more ? "" : row.text);
    mark.hidden = !row.click;
    for (const element of [this.cards[i], this.paths[i], this.labels[i], this.parts[i]]) {
      element.dataset.interest = row.click ? row.click.hue || row.click.interest : "";
    }
    this.paths[i].setAttribute("class", this.isPinned(row) ? "pinned" : "");
    this.paths[i].classList.toggle("negative", row.weight < 0);
    this.parts[i].classList.toggle("negative", row.weight < 0);
    setText(this.labels[i], row.share > 0 ? row.text : "");
    this.labels[i].classList.toggle("small-share", row.share <= LABEL_FROM);
  }

  isPinned(row) {
    return row.at !== undefined && row.at === this.data.pinned;
  }

  titleOf(row) {
    if (row.more) return `+ ${row.more} more, ${row.text}`;
    if (row.padding > 1) return `${row.padding} × padding, masked`;
    if (row.empty) return "padding, masked";
    return row.click?.title ?? "padding";
  }

  pin(position) {
    this.setPinned(position === this.data.pinned ? null : position);
    const { pinned, key } = this.data;
    this.send("pin", { position: pinned });
    announce({ kind: "cell", cell: this.cellOf(pinned), pinned: true, source: key });
  }

  setPinned(position) {
    this.data = { ...this.data, pinned: position };
    this.show(this.reading, false);
  }

  hover(index) {
    this.pick(index);
    const cell = this.cellOf(this.rows[index]?.at ?? null);
    announce({ kind: "cell", cell, pinned: false, source: this.data.key });
  }

  pick(index) {
    this.picture.classList.toggle("picking", index >= 0);
    for (const elements of [this.paths, this.labels]) {
      elements.forEach((element, i) => element.classList.toggle("picked", i === index));
    }
  }

  // From what is on the screen to the new shares; only shapes move, the numbers are true at once.
  moveTo(shares, eased) {
    cancelAnimationFrame(this.frame);
    const from = shares.map((_, i) => this.shares[i] ?? 0);
    const start = performance.now();
    const tick = (now) => {
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
      this.paths[i].setAttribute("d", share > 0 ? outline : "");
      this.labels[i].style.top = `${end + thick / 2}px`;
      this.parts[i].style.top = `${end}px`;
      this.parts[i].style.height = `${Math.max(0, thick - (thick > 3 ? 1 : 0))}px`;
      end += thick;
    });
  }

  paintVectors() {
    this.paintVector(this.context, "context");
    this.paintVector(this.query, "query");
  }

  paintVector(cells, name) {
    const values = this.reading[name].map(Number);
    cells.classList.toggle("dense", values.length > 16);
    fit(cells, values.length, (parent) => make("div", "cell", parent)).forEach((cell, i) => {
      cell.title = `${name}[${i + 1}] = ${decimal(values[i])}`;
      cell.classList.toggle("nan", Number.isNaN(values[i]));
      cell.style.background = signedColour(values[i], this.data.limit);
    });
  }

  paintScore() {
    const { score } = this.reading;
    const known = score !== null && Number.isFinite(Number(score));
    setText(this.score, score === null ? "–" : probability(Number(score)));
    setText(this.source, score === null ? "no score here" : "the click model's own");
    this.meter.style.width = known ? `${100 * Math.min(1, Math.max(0, score))}%` : "0";
  }

  writeLegend() {
    const { normalized, caption } = this.data;
    let sentence = "Thickness of a ribbon = attention weight. ";
    if (this.total === 0) {
      sentence = "No ribbons: every weight is 0. ";
      if (Number.isNaN(this.sum)) sentence = "No ribbons: the weights are not numbers. ";
    } else if (!normalized) {
      sentence = "Thickness of a ribbon = its share of the weights' sizes; its number = the weight. ";
      sentence += `The weights sum to ${decimal(this.sum)}, not to 1. `;
      if (this.rows.some((row) => row.weight < 0)) sentence += "Dashed = negative. ";
    } else {
      sentence += `The weights sum to ${percent(this.sum)}. `;
    }
    setText(this.legend, sentence + caption);
  }

  describe(weights) {
    const { candidate, clicks, normalized } = this.data;
    const text = (weight) => (normalized ? percent(weight) : decimal(weight));
    const said = this.rows.map((row) =>
      row.empty || row.more ? this.titleOf(row) : `${this.titleOf(row)} ${row.text}`,
    );
    this.svg.setAttribute(
      "aria-label",
      `Attention weights for ${candidate.title}: ${said.join(", ")}.`,
    );
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const table = make("table");
      make("caption", "", table, `Attention weights for ${candidate.title}`);
      const line = (cells, tag) => {
        const row = make("tr", "", table);
        for (const cell of cells) make(tag, "", row, cell);
      };
      line(["Position", "Click", "Interest", "Weight"], "th");
      clicks.forEach((click, i) => {
        const masked = !click && weights[i] === 0;
        const weight = masked ? "masked" : text(weights[i]);
        line([`${i + 1}`, click?.title ?? "padding", click?.interest ?? "", weight], "td");
      });
      for (const name of ["context", "query"]) {
        const numbers = this.reading[name].map((value) => decimal(Number(value)));
        line([name, numbers.join(" ")], "td");
      }
      this.table.replaceChildren(table);
    }, TABLE_MS);
  }
}

export default mounted(Ribbons);
