// A picture's cells, lines and texts, on a canvas below the graph. As Plotly's own they would take
// several times as long as all else between a hand on a slider and the picture.

const MOVE_MS = 260;

class Canvas {
  constructor() {
    this.sheet = make("div", "sheet");
    this.node = make("canvas", "drawing", this.sheet);
    this.node.setAttribute("aria-hidden", "true");
    this.onDensity = () => this.node.isConnected && this.draw(...this.drawn);
  }

  // On a screen of another density, or with another zoom of the browser, a canvas is blurred until it is drawn again.
  watch(ratio) {
    if (ratio === this.ratio) return;
    this.ratio = ratio;
    window.matchMedia(`(resolution: ${ratio}dppx)`).addEventListener("change", this.onDensity, { once: true });
  }

  // axes: {x: [low, high], y: [high, low], width, height}, as zoomed; shown: what `prepare` returns.
  // If it moves, each cell is on its way for a while from where it is; what is drawn meanwhile is where
  // they go to then.
  draw(axes, shown, moves = false) {
    const { cells, hatches, shapes, writing } = shown;
    if (moves) this.left = { cells: this.node.cells ?? [], at: performance.now() };
    this.drawn = [axes, shown];
    this.cellsAt = this.left && onTheirWay(this.left.cells, cells);
    this.watch(window.devicePixelRatio);
    // As `data` of a graph: a canvas does not tell what is on it.
    Object.assign(this.node, { cells, hatches, written: writing });
    const isEmpty = !(cells.length + writing.length + hatches.length + shapes.length);
    this.node.style.display = isEmpty ? "none" : "";
    cancelAnimationFrame(this.moving);
    if (!isEmpty) this.paint(axes, shown);
  }

  paint(axes, shown) {
    const share = this.left ? Math.min((performance.now() - this.left.at) / MOVE_MS, 1) : 1;
    if (share === 1) this.left = null;
    this.node.cells = this.left ? this.cellsAt(share * (2 - share)) : shown.cells;
    const pen = this.pen(axes);
    paintCells(pen, axes, this.node.cells);
    pen.globalAlpha = share;
    this.drawOver(pen, axes, shown);
    pen.globalAlpha = 1;
    if (this.left) this.moving = requestAnimationFrame(() => this.paint(axes, shown));
  }

  // The canvas, empty, at least as large as the axes: it takes long to have another size, and what is
  // below them is cut off by the sheet.
  pen({ width, height }) {
    const ratio = window.devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = this.node.getContext("2d");
    this.sheet.style.maxHeight = `${height}px`;
    if (this.node.width !== across || this.node.height < down) {
      [this.node.width, this.node.height] = [across, down];
      this.node.style.width = `${across / ratio}px`;
      this.node.style.height = `${down / ratio}px`;
      fontsOf.delete(pen); // It forgets its font with its size.
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, across, this.node.height);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    return pen;
  }

  drawOver(pen, axes, { hatches, shapes, writing, layout }) {
    drawLines(pen, axes, hatches, shapes);
    pen.textBaseline = "middle";
    for (const trace of writing) {
      trace.text.forEach((text, i) => {
        const [x, y] = onPage(axes, trace.x[i], trace.y[i]);
        if (!text || x < 0 || x > axes.width || y < 0 || y > axes.height) return;
        const { size: sizes, color: colours } = trace.textfont;
        write(pen, runs(text, sizes[i] ?? sizes, typeof colours === "string" ? colours : colours[i]), layout.font.family, x, y, trace.textposition?.[i]);
      });
    }
  }
}
