// The weights of every epoch between clicks and ribbons, a row a click and a column an epoch, and the
// loss below on the same axis. Drawn once; only its cursor moves with the epoch.
const LOSS = { above: 28, height: 64, below: 22 };

class Timeline {
  constructor(parent, choose) {
    this.box = make("div", "timeline", parent);
    this.frame = make("div", "frame", this.box);
    this.masks = make("div", "", this.box);
    this.svg = draw("svg", { role: "img", preserveAspectRatio: "none" }, this.box);
    this.cells = draw("g", {}, this.svg);
    this.curve = draw("path", { class: "loss" }, this.svg);
    this.base = draw("path", { class: "base" }, this.svg);
    this.cursor = make("div", "cursor", this.box);
    this.dot = make("div", "dot", this.box);
    this.texts = ["top", "bottom", "first", "last"].map((name) => make("span", name, this.box));
    const pick = (event) => {
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

  // rows: as the picture lists them, each `card` px high with a `gap` between, from `first` on.
  // Returns the height of it all; draws only what is new, as it is called at every epoch.
  draw({ epochs, losses, normalized }, rows, { card, gap }, first) {
    const bottom = first + rows.length * (card + gap) - gap;
    this.top = bottom + LOSS.above;
    this.foot = this.top + LOSS.height;
    const state = rows.map((row) => row.at ?? "").join();
    if (epochs !== this.epochs || state !== this.state) {
      this.epochs = epochs;
      this.state = state;
      this.count = epochs.length;
      this.losses = losses.map(Number);
      this.svg.setAttribute("viewBox", `0 0 ${this.count} ${this.foot + LOSS.below}`);
      this.frame.style.height = `${bottom - first + 2}px`;
      this.drawCells(normalized, rows, (i) => first + i * (card + gap), card);
      this.drawLoss();
    }
    return this.foot + LOSS.below;
  }

  drawCells(normalized, rows, topOf, card) {
    const weights = this.epochs.map((reading) => reading.weights.map(Number));
    const sizes = weights.flat().map(Math.abs).filter(Number.isFinite);
    const limit = Math.max(0, ...sizes) || 1;
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
        cell.style.fill = normalized ? weightColour(weight) : signedColour(weight, limit);
        const text = normalized ? percent(weight) : decimal(weight);
        draw("title", {}, cell).textContent = `${row.click?.title ?? "padding"}, epoch ${epoch}: ${text}`;
      }
    });
  }

  drawLoss() {
    const finite = this.losses.filter(Number.isFinite);
    this.highest = Math.max(0, ...finite) || 1;
    const points = this.losses
      .map((loss, epoch) => [epoch + 0.5, this.down(loss)])
      .filter(([, y]) => Number.isFinite(y));
    this.curve.setAttribute("d", points.length ? `M${points.map((point) => point.join(" ")).join("L")}` : "");
    this.base.setAttribute("d", `M0 ${this.foot}H${this.count}`);
    const [top, bottom, first, last] = this.texts;
    setText(top, `loss ${decimal(this.highest)}`);
    setText(bottom, "0");
    setText(first, "epoch 0");
    setText(last, `${this.count - 1}`);
    top.style.top = `${this.top}px`;
    bottom.style.top = `${this.foot}px`;
    for (const text of [first, last]) text.style.top = `${this.foot + 4}px`;
    const words = finite.length ? ` Loss from ${decimal(finite[0])} to ${decimal(finite.at(-1))}.` : "";
    this.svg.setAttribute("aria-label", `Weights of every click, epoch by epoch.${words}`);
  }

  down(loss) {
    return this.foot - (loss / this.highest) * LOSS.height;
  }

  mark(epoch) {
    const left = `${(100 * (epoch + 0.5)) / this.count}%`;
    this.cursor.style.left = left;
    this.cursor.style.height = `${this.foot}px`;
    this.dot.style.left = left;
    this.dot.hidden = !Number.isFinite(this.losses[epoch]);
    this.dot.style.top = `${this.down(this.losses[epoch])}px`;
  }
}

// The colour of a weight of 0 .. 1; its stops are at squares, so that a weight of 0.05 is seen.
function weightColour(weight) {
  if (!Number.isFinite(weight)) return "var(--wash)";
  const place = 7 * Math.sqrt(Math.max(0, Math.min(1, weight)));
  const low = Math.min(6, Math.floor(place));
  const [from, to] = [(low / 7) ** 2, ((low + 1) / 7) ** 2];
  const part = (100 * (Math.min(1, weight) - from)) / (to - from);
  return `color-mix(in srgb, var(--weights-${low + 1}) ${part.toFixed(1)}%, var(--weights-${low}))`;
}
