// What is written in a picture: numbers and labels, on a canvas over the graph. As text of Plotly's
// they would take longer than all else that it draws.

class Writing {
  constructor() {
    this.node = make("canvas", "writing");
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
  draw(axes, shown) {
    const { hatches, shapes, writing: traces, layout } = shown;
    const ratio = window.devicePixelRatio;
    this.drawn = [axes, shown];
    this.watch(ratio);
    const size = [Math.round(axes.width * ratio), Math.round(axes.height * ratio)];
    if (this.node.width !== size[0] || this.node.height !== size[1]) {
      [this.node.width, this.node.height] = size;
      this.node.style.width = `${axes.width}px`;
      this.node.style.height = `${axes.height}px`;
    }
    this.node.style.display = traces.length + hatches.length + shapes.length ? "" : "none";
    // As `data` of a graph: a canvas does not tell what is on it.
    this.node.written = traces;
    this.node.hatches = hatches;
    const pen = this.node.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, axes.width, axes.height);
    drawOver(pen, axes, hatches, shapes);
    pen.textBaseline = "middle";
    for (const trace of traces) {
      trace.text.forEach((text, i) => {
        const [x, y] = onPage(axes, trace.x[i], trace.y[i]);
        if (!text || x < 0 || x > axes.width || y < 0 || y > axes.height) return;
        const { size: sizes, color: colours } = trace.textfont;
        write(pen, runs(text, sizes[i] ?? sizes, typeof colours === "string" ? colours : colours[i]), layout.font.family, x, y, trace.textposition?.[i]);
      });
    }
  }
}

// A text as runs of one look each: <b>, and <span> with a colour and a size, as Plotly reads them.
function runs(text, size, colour) {
  if (!text.includes("<")) return [{ text, size, colour, bold: false }];
  const looks = [{ size, colour, bold: false }];
  const found = [];
  for (const [whole, closing, tag, style] of text.matchAll(/<(\/?)(b|span)(?: style="([^"]*)")?>|[^<]+|</g)) {
    const look = looks.at(-1);
    if (!tag) found.push({ ...look, text: whole });
    else if (closing) looks.length > 1 && looks.pop();
    else looks.push({ size: Number(/font-size:([\d.]+)px/.exec(style)?.[1] ?? look.size), colour: /color:([^;]+)/.exec(style)?.[1] ?? look.colour, bold: look.bold || tag === "b" });
  }
  return found;
}

function write(pen, parts, family, x, y, position) {
  const widths = parts.map((part) => {
    pen.font = fontOf(part, family);
    return parts.length > 1 || position ? pen.measureText(part.text).width : 0;
  });
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const single = parts.length === 1;
  pen.textAlign = !single ? "left" : position === "middle left" ? "right" : position === "middle right" ? "left" : "center";
  let left = single ? x : position === "middle left" ? x - whole : position === "middle right" ? x : x - whole / 2;
  parts.forEach((part, i) => {
    pen.font = fontOf(part, family);
    pen.fillStyle = part.colour;
    pen.fillText(part.text, left, y);
    left += widths[i];
  });
}

function fontOf({ bold, size }, family) {
  return `${bold ? "700 " : ""}${size}px ${family}`;
}
