// The picture: one Plotly graph that stays in the page and is updated in place.

const EDGE = 6; // A pointer that moved further than this between down and up dragged, it did not click.
const NARROWEST = 120;
const REST_MS = 300;

function sameBytes(first, second) {
  return first.length === second?.length && first.every((byte, i) => byte === second[i]);
}

class Picture {
  constructor(root) {
    this.root = root;
    this.box = make("div", "box picture", root);
    this.stage = make("div", "stage", this.box);
    this.canvas = new Canvas();
    this.graph = make("div", "graph");
    this.overlay = new Overlay();
    this.stage.append(this.canvas.sheet, this.graph, this.overlay.node);
    this.tip = make("div", "tip", this.stage);
    this.tip.hidden = true;
    this.spoken = make("div", "unseen", this.box);
    this.spoken.setAttribute("aria-live", "polite");
    this.legends = make("div", "legends", this.box);
    const foot = make("div", "foot", this.box);
    this.hint = make("span", "hint", foot);
    this.details = make("details", "numbers", foot);
    make("summary", "", this.details, "Numbers as a table");
    this.table = make("div", "table", this.details);
    this.details.addEventListener("toggle", () => this.fillTable());
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "application");
    this.stage.setAttribute("aria-roledescription", "picture");
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    this.stage.addEventListener("pointerleave", () => this.hover(null));
    this.stage.addEventListener("pointerdown", (event) => this.onDown(event));
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("blur", () => this.hover(null));
    this.onUp = (event) => this.release(event);
    window.addEventListener("pointerup", this.onUp);
    this.onFrames = ({ detail }) => this.receive(detail);
    window.addEventListener(FRAMES_CAME, this.onFrames);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.box);
    this.cursors = {};
    this.heard = new Map();
    this.drawn = "";
    this.prepared = new Map();
  }

  stop() {
    window.removeEventListener("pointerup", this.onUp);
    window.removeEventListener(FRAMES_CAME, this.onFrames);
    this.observer.disconnect();
    clearTimeout(this.keeping);
    if (window.Plotly && this.graph.data) window.Plotly.purge(this.graph);
  }

  update(bytes) {
    if (!sameBytes(bytes, this.bytes)) {
      this.bytes = bytes;
      const view = withAllFrames(unpack(bytes));
      const asked = view.frame !== this.view?.frame && !this.isEcho(view.follows, view.frame);
      this.view = view;
      this.pinned = view.pinned;
      if (asked || !(view.follows in this.cursors)) this.cursors[view.follows] = view.frame;
      this.prepared.clear();
      this.content = (this.content ?? 0) + 1;
      this.stage.setAttribute("aria-label", `${view.alt} Arrow keys move over the cells, Enter pins one.`);
    }
    this.render();
  }

  // The server repeats what the page told it a moment ago; the page may be further by now.
  isEcho(kind, index) {
    return performance.now() - (this.heard.get(`${kind} ${index}`) ?? -Infinity) < 1500;
  }

  // The frames that were not sent at once are here: only now is another one drawn than the first.
  receive(key) {
    if (key !== this.view?.key) return;
    withAllFrames(this.view);
    this.legended = null;
    this.render();
  }

  get wanted() {
    return Math.min(Math.max(this.cursors[this.view.follows] ?? 0, 0), this.view.frames.length - 1);
  }

  get index() {
    return this.view.frames[this.wanted] ? this.wanted : this.view.frame;
  }

  get frame() {
    return this.view.frames[this.index];
  }

  get meta() {
    return this.frame.layout.meta ?? {};
  }

  get place() {
    return isNarrow(this.width) && this.meta.narrow ? "narrow" : "wide";
  }

  get panels() {
    return this.meta.panels ?? [];
  }

  resize() {
    if (this.view && this.box.clientWidth !== this.width) this.render();
  }

  // Draws what has changed since the last time, and nothing else.
  async render() {
    this.width = Math.max(this.box.clientWidth, NARROWEST);
    this.reserved = this.view.height ?? this.neededHeight();
    this.stage.style.height = `${this.reserved}px`;
    this.fillLegends();
    try {
      const plotly = await loadPlotly();
      this.box.classList.remove("failed");
      const dark = isDark(this.box);
      const state = [this.content, this.index, this.width, dark].join();
      if (state !== this.drawn) {
        this.drawn = state;
        await this.react(plotly, state, dark);
      }
      this.mark();
      this.fillTable();
    } catch (error) {
      this.fail(error);
    }
  }

  // On a phone of the shown frame: what is below glides there. Else of the tallest; while some have not come, not less than before.
  neededHeight() {
    if (isNarrow(this.width)) return frameSize(this.frame, this.width).height;
    return Math.max(...this.view.frames.map((frame) => (frame ? frameSize(frame, this.width).height : (this.reserved ?? 0))));
  }

  async react(plotly, state, dark) {
    if (!this.prepared.has(state)) {
      const font = getComputedStyle(this.box).fontFamily;
      this.prepared.set(state, prepare(this.frame, this.width, dark, font));
    }
    // A replay is a film by itself.
    const moves = this.shown && this.index !== this.shownIndex && this.view.follows === "step" && !reducedMotion();
    this.shown = this.prepared.get(state);
    this.shownIndex = this.index;
    if (this.zoom?.revision !== this.shown.layout.uirevision) this.zoom = null;
    this.stage.classList.toggle("painted", this.shown.cells.length > 0);
    this.draw(moves);
    if (!this.graph.data) await this.begin(plotly);
    else if (this.shown.cells.length) this.keepLater(plotly);
    else await this.keep(plotly);
  }

  async begin(plotly) {
    adoptPlotlyStyles(this.root); // before its buttons are there: they are hidden but under the pointer
    // One object for good: with another one Plotly would begin a new plot.
    this.config = { displaylogo: false, modeBarButtons: [this.buttons(plotly)] };
    await this.keep(plotly);
    this.graph.on("plotly_relayout", () => {
      const { xaxis, yaxis, uirevision } = this.graph.layout;
      const { ranges } = this.shown;
      const moved = ranges && String([xaxis.range, yaxis.range]) !== String([ranges.x, ranges.y]);
      this.zoom = moved ? { x: [...xaxis.range], y: [...yaxis.range], revision: uirevision } : null;
      this.draw();
      this.mark();
    });
    this.graph.on("plotly_click", ({ points: [point] }) => this.clickPoint(point));
  }

  // The graph gets all that is shown. Where its cells are the canvas's, it follows when the hand rests.
  async keep(plotly) {
    clearTimeout(this.keeping);
    this.keeping = null;
    const { data, layout, ranges } = this.shown;
    // Plotly writes a zoom into the axes that it is given.
    const axes = ranges && { xaxis: { ...layout.xaxis, range: [...ranges.x] }, yaxis: { ...layout.yaxis, range: [...ranges.y] } };
    const drawn = plotly.react(this.graph, data, { ...layout, ...axes }, this.config);
    if (ranges) {
      // After a double click it would go back to the ranges of its first picture.
      const { xaxis, yaxis } = this.graph._fullLayout;
      [xaxis._rangeInitial0, xaxis._rangeInitial1] = ranges.x;
      [yaxis._rangeInitial0, yaxis._rangeInitial1] = ranges.y;
    }
    await drawn;
  }

  keepLater(plotly) {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(plotly), REST_MS);
  }

  buttons(plotly) {
    const save = (format) => ({
      name: `Download as ${format.toUpperCase()}`,
      icon: plotly.Icons[format === "png" ? "camera" : "disk"],
      click: () => this.download(plotly, format),
    });
    return [save("png"), save("svg"), "zoom2d", "resetScale2d"];
  }

  async download(plotly, format) {
    await this.keep(plotly);
    const { layout } = this.graph;
    const { hatches, writing } = this.shown;
    const data = [...this.shown.data, ...hatches, ...writing];
    const shapes = this.marks()
      .filter((mark) => mark.kind !== "dot")
      .map(({ x, y, width, height }) => ({
        type: "rect", x0: x, x1: x + width, y0: y, y1: y + height, line: { color: colourOf(this.box, "--ink"), width: 2.5 },
      }));
    const page = { ...layout, shapes: [...layout.shapes, ...this.shown.shapes, ...shapes], paper_bgcolor: colourOf(this.box, "--page") };
    plotly.downloadImage({ data, layout: page }, { format, filename: this.view.key, width: layout.width, height: layout.height, scale: format === "png" ? 2 : 1 });
  }

  // Without Plotly the picture is its table.
  fail(error) {
    this.box.classList.add("failed");
    this.drawn = "";
    setText(this.spoken, `The picture could not be drawn (${error.message}). Its numbers are in the table.`);
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
      const legends = Array.from(this.view.frames, (frame) => frame?.layout.meta?.legend ?? []);
      // Most presses of a slider change numbers and no legend.
      const written = JSON.stringify(legends);
      if (written !== this.legendsWritten) this.legends.replaceChildren(...legends.map(legendNode));
      this.legendsWritten = written;
    }
    [...this.legends.children].forEach((legend, i) => legend.classList.toggle("current", i === this.index));
    setText(this.hint, this.panels.length ? this.view.hint : "");
  }

  // The pinned cell, what goes with it, the cell under the pointer or the keys, and the cursor.
  marks() {
    const { panels, place } = this;
    const outlines = [this.pinned, ...this.view.outlined];
    return [
      ...(this.at ? crosshair(panels, this.at).map((region) => regionMark(region, place, "hover")) : []),
      ...found(panels, this.elsewhere).map((region) => regionMark(region, place, "hover")),
      ...outlines.flatMap((cell) => found(panels, cell)).map((region) => regionMark(region, place, "pin")),
      ...(this.at ? [regionMark({ ...this.at, rows: 1, columns: 1 }, place, "focus")] : []),
      ...this.cursorMarks(),
    ];
  }

  cursorMarks() {
    const { curves } = this.meta;
    const lines = this.panels
      .map((panel) => [panel, this.cursors[panel.cursor] ?? this.meta.current])
      .filter(([panel, column]) => panel.cursor && column !== undefined)
      .map(([panel, column]) => regionMark({ panel, row: 0, rows: panel.rows, column, columns: 1 }, this.place, "pin"));
    if (!curves || curves.current === null) return lines;
    const at = Math.min(this.cursors[curves.cursor] ?? curves.current, curves.x.length - 1);
    const { x, y, top, bottom } = curves[this.place];
    const dots = y.map((line, i) => ({ kind: "dot", x: x[at], y: line[at], width: 0, height: 0, colour: this.themed(curves.colours[i]) }));
    return [...lines, { kind: "cursor", x: x[at], y: top, width: 0, height: bottom - top }, ...dots.filter((dot) => dot.y !== null)];
  }

  themed(colour) {
    return isDark(this.box) ? (DARK[colour] ?? colour) : colour;
  }

  get axes() {
    const { width, height } = this.shown.layout;
    return { ...(this.zoom ?? this.shown.ranges), width, height };
  }

  draw(moves = false) {
    this.canvas.draw(this.axes, this.shown, moves);
  }

  mark() {
    if (!this.shown || !this.meta.narrow) return;
    this.overlay.draw(this.axes, this.marks());
  }

  pointOf(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return inPicture(this.axes, event.clientX - left, event.clientY - top);
  }

  onMove(event) {
    if (!this.shown || !this.meta.narrow) return;
    const [x, y] = this.pointOf(event);
    if (this.down) {
      if (this.meta.curves) this.moveCurve(x);
      return;
    }
    this.hover(cellAt(this.panels, this.place, x, y));
    this.stage.classList.toggle("pointing", Boolean(this.at?.panel.at.length || this.meta.curves));
  }

  onDown(event) {
    if (this.keeping) this.keep(window.Plotly); // It is the graph that zooms.
    this.down = event.button === 0 ? [event.clientX, event.clientY] : null;
    if (this.down && this.meta.curves && this.shown) this.moveCurve(this.pointOf(event)[0]);
  }

  release(event) {
    const down = this.down;
    this.down = null;
    if (!down || !this.meta.narrow || !this.shown) return;
    if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) > EDGE) return;
    const at = cellAt(this.panels, this.place, ...this.pointOf(event));
    if (at) this.pin(at);
  }

  onKey(event) {
    if (!this.shown) return;
    if (event.key === "Escape") this.hover(null);
    if (event.key === "Enter" || event.key === " ") {
      if (!this.at) return;
      this.pin(this.at);
    } else if (event.key.startsWith("Arrow") && this.meta.curves) {
      const { curves } = this.meta;
      this.setCurve((this.cursors[curves.cursor] ?? curves.current) + (event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0));
    } else if (event.key.startsWith("Arrow")) {
      this.hover(nextCell(this.panels, this.place, this.at, event.key), true);
    } else {
      return;
    }
    event.preventDefault();
  }

  moveCurve(x) {
    const places = this.meta.curves[this.place].x;
    const distances = places.map((place) => Math.abs(place - x));
    this.setCurve(distances.indexOf(Math.min(...distances)));
  }

  setCurve(index) {
    const { cursor, x, x_name, names, values, current } = this.meta.curves;
    const at = Math.min(Math.max(index, 0), x.length - 1);
    if (at === (this.cursors[cursor] ?? current)) return;
    setText(this.spoken, `${x_name} ${x[at]}: ${names.map((name, i) => `${name} ${values[i][at] === null ? "not defined" : numberText(values[i][at])}`).join(", ")}`);
    announce({ kind: cursor, index: at, source: this.view.key });
  }

  hover(at, spoken = false) {
    if (at?.panel === this.at?.panel && at?.row === this.at?.row && at?.column === this.at?.column) return;
    this.at = at;
    this.mark();
    this.showTip(at);
    if (at && spoken) {
      const { place, value } = cellText(this.frame, at.panel, at.row, at.column);
      setText(this.spoken, [at.panel.title, place, value].filter(Boolean).join(", "));
    }
    announce({ kind: "cell", cell: at && toCell(at), pinned: false, source: this.view.key });
  }

  showTip(at) {
    this.tip.hidden = !at;
    if (!at) return;
    const { place, value } = cellText(this.frame, at.panel, at.row, at.column);
    this.tip.replaceChildren();
    make("b", "", this.tip, value);
    make("span", "", this.tip, [at.panel.title, place].filter(Boolean).join(" · "));
    const { x, y, height } = regionMark({ ...at, rows: 1, columns: 1 }, this.place, "");
    const [left, top] = onPage(this.axes, x, y);
    const [, bottom] = onPage(this.axes, x, y + height);
    const room = this.width - this.tip.offsetWidth - 4;
    const above = top - this.tip.offsetHeight - 8;
    this.tip.style.transform = `translate(${Math.max(0, Math.min(left, room))}px, ${above > -20 ? above : bottom + 8}px)`;
  }

  pin(at) {
    const { cursor } = at.panel;
    if (!at.panel.at.length) return;
    if (cursor) announce({ kind: cursor, index: at.column, source: this.view.key });
    const cell = toCell(at);
    this.pinned = sameCell(cell, this.pinned) ? null : cell;
    this.mark();
    announce({ kind: "cell", cell: this.pinned, pinned: true, source: this.view.key });
    this.send("pin", { cell: this.pinned });
  }

  // A figure that is not attnviz's: the cell of its heatmap as Plotly names it.
  clickPoint(point) {
    if (this.meta.narrow) return;
    const index = [point.pointNumber].flat();
    const cell = { step: point.data.name ?? "", index };
    this.pinned = sameCell(cell, this.pinned) ? null : cell;
    this.send("pin", { cell: this.pinned });
  }

  follow(detail) {
    if (!this.view) return;
    if (detail.kind === "cell") {
      if (detail.source === this.view.key) return;
      if (detail.pinned) this.pinned = detail.cell;
      this.elsewhere = detail.pinned ? null : detail.cell;
      this.mark();
      return;
    }
    this.heard.set(`${detail.kind} ${detail.index}`, performance.now());
    if (this.cursors[detail.kind] === detail.index) return;
    this.cursors[detail.kind] = detail.index;
    if (detail.kind === this.view.follows && this.view.frames.length > 1) {
      this.at = null;
      this.tip.hidden = true;
    }
    this.render();
  }
}

export default mounted(Picture);
