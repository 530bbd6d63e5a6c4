const REPLAY_MS = 4000;

class Scrubber extends Stepper {
  trigger = "epoch";

  constructor(root) {
    super();
    const box = make("div", "stepper", make("div", "box", root));
    this.addPlay(box);
    this.slider = make("input", "scrubber", box);
    this.slider.type = "range";
    this.slider.min = 0;
    this.slider.setAttribute("aria-label", "Epoch");
    this.slider.addEventListener("input", () => this.move(Number(this.slider.value)));
    this.words = make("output", "epoch", box);
  }

  update(data) {
    const other = data.texts.length !== this.data?.texts.length;
    this.data = data;
    this.slider.max = this.last;
    if (this.isAsked(data.current, other)) this.show(data.current);
    else this.show(this.at);
    // The other pictures have drawn what this run knew: they hear where we are.
    requestAnimationFrame(() => announce(this.detail(this.at)));
  }

  get last() {
    return this.data.texts.length - 1;
  }

  get stepMs() {
    return REPLAY_MS / this.last;
  }

  detail(at) {
    return { kind: "epoch", index: at, source: this.data.key };
  }

  answer(at) {
    return at;
  }

  show(at) {
    this.at = at;
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", this.data.texts[at]);
    setText(this.words, this.data.texts[at]);
  }

  // Epochs that are chosen in a picture are told to Python from here as well.
  follow({ kind, index, source }) {
    if (kind !== "epoch" || !this.data || source === this.data.key) return;
    this.pause();
    if (index === this.at || index < 0 || index > this.last) return;
    this.show(index);
    this.tellSoon();
  }
}

export default mounted(Scrubber);
