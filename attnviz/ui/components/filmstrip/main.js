const LEVELS = 255;

class Filmstrip extends Stepper {
  trigger = "step";
  stepMs = 1400;

  constructor(root) {
    super();
    this.box = make("div", "box", root);
    this.strip = make("div", "strip", this.box);
    this.strip.tabIndex = 0;
    this.strip.setAttribute("role", "listbox");
    this.strip.setAttribute("aria-label", "Steps of the walk");
    this.strip.setAttribute("aria-orientation", "horizontal");
    this.strip.addEventListener("keydown", (event) => this.key(event));
    this.step = make("div", "step", this.box);
    const head = make("div", "told", this.step);
    const line = make("div", "line", head);
    this.title = make("h3", "", line);
    this.shapes = make("div", "shapes", line);
    this.sentence = make("div", "sentence", head);
    head.setAttribute("aria-live", "polite");
    this.addStepper();
  }

  addStepper() {
    const stepper = make("div", "stepper", this.step);
    this.scrubber = make("input", "scrubber", stepper);
    this.scrubber.type = "range";
    this.scrubber.min = 0;
    this.scrubber.setAttribute("aria-label", "Step");
    this.scrubber.addEventListener("input", () => this.move(Number(this.scrubber.value)));
    const previous = iconButton("previous", stepper);
    this.addPlay(stepper);
    const next = iconButton("next", stepper);
    this.buttons = [previous, next];
    previous.setAttribute("aria-label", "Previous step");
    next.setAttribute("aria-label", "Next step");
    previous.addEventListener("click", () => this.move(this.at - 1));
    next.addEventListener("click", () => this.move(this.at + 1));
  }

  update(data) {
    const names = data.frames.map(({ name }) => name).join();
    const other = names !== this.names;
    this.names = names;
    this.data = data;
    this.scrubber.max = data.frames.length - 1;
    this.frames = fit(this.strip, data.frames.length, (parent) => this.addFrame(parent));
    data.frames.forEach((frame, i) => this.paintFrame(this.frames[i], frame));
    if (this.isAsked(data.current, other)) {
      this.show(data.frames.findIndex(({ name }) => name === data.current));
    } else {
      this.show(Math.min(this.at, data.frames.length - 1));
    }
  }

  addFrame(parent) {
    const frame = make("div", "frame", parent);
    frame.setAttribute("role", "option");
    frame.id = `frame-${[...parent.children].indexOf(frame)}`;
    make("canvas", "", frame);
    make("div", "name", frame);
    make("div", "shape", frame);
    frame.addEventListener("click", () => this.move([...parent.children].indexOf(frame)));
  }

  paintFrame(frame, { name, role, shape, scale, rows, columns, cells }) {
    const [canvas, title, sizes] = frame.children;
    frame.dataset.role = role;
    setText(title, name.replaceAll("_", " "));
    setText(sizes, shape);
    const colours = this.coloursOf(scale);
    const bytes = Uint8Array.from(atob(cells), (character) => character.charCodeAt(0));
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    bytes.forEach((level, i) => image.data.set([...colours[level], 255], 4 * i));
    context.putImageData(image, 0, 0);
  }

  // The scale's colours as the theme has them now, one for each level; the last is "no number".
  coloursOf(scale) {
    const probe = make("div", "", this.box);
    const read = (variable) => {
      probe.style.color = `var(--${variable})`;
      return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    };
    const stops = STOPS[scale];
    const known = stops.map((_, i) => read(`${scale}-${i}`));
    const colours = Array.from({ length: LEVELS }, (_, level) => {
      const place = level / (LEVELS - 1);
      const high = Math.max(1, stops.findIndex((stop) => stop >= place));
      const part = (place - stops[high - 1]) / (stops[high] - stops[high - 1]);
      return known[high].map((value, i) => known[high - 1][i] + part * (value - known[high - 1][i]));
    });
    colours.push(read("hatch"));
    probe.remove();
    return colours;
  }

  key(event) {
    const to = {
      ArrowLeft: this.at - 1,
      ArrowUp: this.at - 1,
      ArrowRight: this.at + 1,
      ArrowDown: this.at + 1,
      Home: 0,
      End: this.last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.move(to);
  }

  get last() {
    return this.frames.length - 1;
  }

  detail(at) {
    return { kind: "step", index: at, step: this.answer(at), source: this.data.key };
  }

  answer(at) {
    return this.data.frames[at].name;
  }

  show(at) {
    const moved = at !== this.at;
    this.at = at;
    const { name, shape, title, sentence, before } = this.data.frames[at];
    this.frames.forEach((frame, i) => frame.setAttribute("aria-selected", i === at));
    this.strip.setAttribute("aria-activedescendant", this.frames[at].id);
    this.scrubber.value = at;
    this.scrubber.setAttribute("aria-valuetext", `${at + 1} of ${this.frames.length}: ${name}`);
    const [previous, next] = this.buttons;
    previous.disabled = at === 0;
    next.disabled = at === this.last;
    setText(this.title, title);
    setText(this.sentence, sentence);
    this.writeShapes(before, shape);
    this.centre(moved);
  }

  writeShapes(before, shape) {
    this.shapes.replaceChildren();
    const write = (text) => {
      for (const size of text.split(" ").filter(Boolean)) {
        const [axis, length] = size.split("=");
        const chip = make("span", "size", this.shapes);
        make("b", "", chip, axis);
        chip.append(` ${length}`);
      }
    };
    before.forEach((text, i) => {
      if (i) make("span", "sign", this.shapes, ",");
      write(text);
    });
    if (before.length) make("span", "sign", this.shapes, "→");
    write(shape);
  }

  // Only the strip scrolls: scrollIntoView would move the page as well.
  centre(moved) {
    const frame = this.frames[this.at];
    const left = frame.offsetLeft - (this.strip.clientWidth - frame.offsetWidth) / 2;
    const behavior = moved && !reducedMotion() ? "smooth" : "instant";
    this.strip.scrollTo({ left, behavior });
  }

  follow({ kind, index, step, source }) {
    if (kind !== "step" || !this.data || source === this.data.key) return;
    const at = step ? this.data.frames.findIndex(({ name }) => name === step) : index;
    if (this.data.frames[at] && at !== this.at) this.show(at);
  }
}

export default mounted(Filmstrip);
