const PLAY_MS = 1400;
const TELL_MS = 300;
const LEVELS = 255;
const ICONS = {
  previous: "M9 3L5 8L9 13",
  play: "M5 3L12 8L5 13Z",
  pause: "M5 3V13M11 3V13",
  next: "M7 3L11 8L7 13",
};

class Filmstrip {
  constructor(root) {
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
    this.at = 0;
  }

  addStepper() {
    const stepper = make("div", "stepper", this.step);
    this.scrubber = make("input", "scrubber", stepper);
    this.scrubber.type = "range";
    this.scrubber.min = 0;
    this.scrubber.setAttribute("aria-label", "Step");
    this.scrubber.addEventListener("input", () => this.move(Number(this.scrubber.value)));
    this.buttons = ["previous", "play", "next"].map((name) => {
      const button = make("button", name, stepper);
      const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button);
      draw("path", { d: ICONS[name] }, icon);
      return button;
    });
    const [previous, play, next] = this.buttons;
    previous.setAttribute("aria-label", "Previous step");
    next.setAttribute("aria-label", "Next step");
    previous.addEventListener("click", () => this.move(this.at - 1));
    next.addEventListener("click", () => this.move(this.at + 1));
    play.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.pause();
  }

  update(data) {
    const names = data.frames.map(({ name }) => name).join();
    const other = names !== this.names;
    this.names = names;
    this.data = data;
    this.scrubber.max = data.frames.length - 1;
    this.frames = fit(this.strip, data.frames.length, (parent) => this.addFrame(parent));
    data.frames.forEach((frame, i) => this.paintFrame(this.frames[i], frame));
    // A run that began before the last moves brings an old step: it must not pull the strip back.
    const asked = data.current !== this.answered;
    this.answered = data.current;
    if (data.current === this.told) this.told = null;
    const stale = this.told || this.telling || this.playing;
    if (other || (asked && !stale)) {
      this.forget();
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
    const last = this.frames.length - 1;
    const to = {
      ArrowLeft: this.at - 1,
      ArrowUp: this.at - 1,
      ArrowRight: this.at + 1,
      ArrowDown: this.at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.move(to);
  }

  // A step that the learner takes: shown and announced at once, told to Python after a while.
  move(to) {
    this.pause();
    this.go(to);
    this.tellSoon();
  }

  go(to) {
    const at = Math.max(0, Math.min(this.frames.length - 1, to));
    if (at === this.at) return;
    this.show(at);
    announce({ kind: "step", index: at, step: this.data.frames[at].name, source: this.data.key });
  }

  play() {
    if (this.at === this.frames.length - 1) this.go(0);
    this.forget();
    this.setPlaying(
      setInterval(() => {
        this.go(this.at + 1);
        if (this.at === this.frames.length - 1) this.pause();
      }, PLAY_MS),
    );
  }

  pause() {
    clearInterval(this.playing);
    const played = this.playing;
    this.setPlaying(null);
    if (played) this.tellSoon();
  }

  setPlaying(timer) {
    this.playing = timer;
    const [, play] = this.buttons;
    play.setAttribute("aria-label", timer ? "Pause" : "Play");
    play.querySelector("path").setAttribute("d", timer ? ICONS.pause : ICONS.play);
    play.classList.toggle("filled", !timer);
  }

  tellSoon() {
    this.forget();
    this.telling = setTimeout(() => {
      this.telling = null;
      const { name } = this.data.frames[this.at];
      if (name === (this.told ?? this.answered)) return;
      this.told = name;
      this.send("step", name);
    }, TELL_MS);
  }

  forget() {
    clearTimeout(this.telling);
    this.telling = null;
  }

  show(at) {
    const moved = at !== this.at;
    this.at = at;
    const { name, shape, title, sentence, before } = this.data.frames[at];
    this.frames.forEach((frame, i) => frame.setAttribute("aria-selected", i === at));
    this.strip.setAttribute("aria-activedescendant", this.frames[at].id);
    this.scrubber.value = at;
    this.scrubber.setAttribute("aria-valuetext", `${at + 1} of ${this.frames.length}: ${name}`);
    const [previous, , next] = this.buttons;
    previous.disabled = at === 0;
    next.disabled = at === this.frames.length - 1;
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

  stop() {
    clearInterval(this.playing);
    this.forget();
  }
}

export default mounted(Filmstrip);
