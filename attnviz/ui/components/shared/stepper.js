// Going through positions by hand or by itself, for strips and scrubbers: moves are announced to the
// page at once, and told to Python a while after the last one.

const TELL_MS = 300;
const ICONS = {
  previous: "M9 3L5 8L9 13",
  play: "M5 3L12 8L5 13Z",
  pause: "M5 3V13M11 3V13",
  next: "M7 3L11 8L7 13",
};

function iconButton(name, parent) {
  const button = make("button", name, parent);
  const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button);
  draw("path", { d: ICONS[name] }, icon);
  return button;
}

// A view says how many positions there are (`last`), how long one is shown (`stepMs`), what the
// page hears of one (`detail`), and what Python does (`trigger`, `answer`); it draws one in `show`.
class Stepper {
  constructor() {
    this.at = 0;
  }

  addPlay(parent) {
    this.playButton = iconButton("play", parent);
    this.playButton.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.setPlaying(null);
  }

  // A run that began before the last moves brings an old position: it must not pull the view back.
  isAsked(current, other) {
    const asked = current !== this.answered;
    this.answered = current;
    if (current === this.told) this.told = null;
    const stale = this.told !== null && this.told !== undefined;
    if (!other && (!asked || stale || this.telling || this.playing)) return false;
    this.forget();
    return true;
  }

  // A step that the learner takes.
  move(to) {
    this.pause();
    this.go(to);
    this.tellSoon();
  }

  go(to) {
    const at = Math.max(0, Math.min(this.last, to));
    if (at === this.at) return;
    this.show(at);
    announce(this.detail(at));
  }

  play() {
    if (this.at === this.last) this.go(0);
    this.forget();
    this.setPlaying(
      setInterval(() => {
        this.go(this.at + 1);
        if (this.at === this.last) this.pause();
      }, this.stepMs),
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
    this.playButton.setAttribute("aria-label", timer ? "Pause" : "Play");
    this.playButton.querySelector("path").setAttribute("d", timer ? ICONS.pause : ICONS.play);
    this.playButton.classList.toggle("filled", !timer);
  }

  tellSoon() {
    this.forget();
    this.telling = setTimeout(() => {
      this.telling = null;
      const answer = this.answer(this.at);
      if (answer === (this.told ?? this.answered)) return;
      this.told = answer;
      this.send(this.trigger, answer);
    }, TELL_MS);
  }

  forget() {
    clearTimeout(this.telling);
    this.telling = null;
  }

  stop() {
    clearInterval(this.playing);
    this.forget();
  }
}
