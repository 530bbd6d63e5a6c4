// Going through positions by hand or by itself, for strips and scrubbers: moves are announced to the
// page at once, and told to Python a while after the last one.

/** @import { Moved, Send } from "../types.js" */
import { draw, make } from "./dom.js";
import { announce } from "./mount.js";

const TELL_MS = 300;
const ICONS = {
  previous: "M9 3L5 8L9 13",
  play: "M5 3L12 8L5 13Z",
  pause: "M5 3V13M11 3V13",
  next: "M7 3L11 8L7 13",
};

/** @param {keyof typeof ICONS} name @param {Node | null} parent */
export function iconButton(name, parent) {
  const button = make("button", name, parent);
  const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button);
  return { button, path: draw("path", { d: ICONS[name] }, icon) };
}

/**
 * A view of positions, one of which is shown.
 *
 * @template {string | number} Answer What Python hears of a position.
 */
export class Stepper {
  at = 0;
  play = iconButton("play", null);
  /** @type {Send} */
  send = () => {};
  /** @type {Answer | undefined} */
  answered;
  /** @type {Answer | null} */
  told = null;
  /** @type {number | null} */
  playing = null;
  /** @type {number | null} */
  telling = null;

  constructor() {
    this.play.button.addEventListener("click", () => {
      if (this.playing === null) this.begin();
      else this.pause();
    });
    this.setPlaying(null);
  }

  /** The trigger by which Python hears. @returns {string} */
  get trigger() {
    throw new Error("a stepper names its trigger");
  }

  /** The last position. @returns {number} */
  get last() {
    throw new Error("a stepper tells its last position");
  }

  /** How long a position is shown while it plays. @returns {number} */
  get stepMs() {
    throw new Error("a stepper tells how fast it plays");
  }

  /**
   * What the page hears of a position.
   *
   * @param {number} _at
   * @returns {Moved}
   */
  detail(_at) {
    throw new Error("a stepper tells the page where it is");
  }

  /**
   * @param {number} _at
   * @returns {Answer}
   */
  answer(_at) {
    throw new Error("a stepper answers Python");
  }

  /** @param {number} _at @param {boolean} _moved Whether another one was shown before. */
  show(_at, _moved) {
    throw new Error("a stepper shows a position");
  }

  /**
   * A run that began before the last moves brings an old position: it must not pull the view back.
   *
   * @param {Answer} current
   * @param {boolean} other Whether the positions are others than before.
   */
  isAsked(current, other) {
    const asked = current !== this.answered;
    this.answered = current;
    if (current === this.told) this.told = null;
    const moving = this.told !== null || this.telling !== null || this.playing !== null;
    if (!other && (!asked || moving)) return false;
    this.forget();
    return true;
  }

  /**
   * A step that the learner takes.
   *
   * @param {number} to
   */
  move(to) {
    this.pause();
    this.go(to);
    this.tellSoon();
  }

  /** @param {number} to */
  go(to) {
    const at = Math.max(0, Math.min(this.last, to));
    if (at === this.at) return;
    this.take(at);
    announce(this.detail(at));
  }

  /** @param {number} at */
  take(at) {
    const moved = at !== this.at;
    this.at = at;
    this.show(at, moved);
  }

  begin() {
    if (this.at === this.last) this.go(0);
    this.forget();
    const advance = () => {
      this.go(this.at + 1);
      if (this.at === this.last) this.pause();
    };
    this.setPlaying(window.setInterval(advance, this.stepMs));
  }

  pause() {
    if (this.playing === null) return;
    clearInterval(this.playing);
    this.setPlaying(null);
    this.tellSoon();
  }

  /** @param {number | null} timer */
  setPlaying(timer) {
    const { button, path } = this.play;
    this.playing = timer;
    button.setAttribute("aria-label", timer === null ? "Play" : "Pause");
    path.setAttribute("d", timer === null ? ICONS.play : ICONS.pause);
    button.classList.toggle("filled", timer === null);
  }

  tellSoon() {
    this.forget();
    this.telling = window.setTimeout(() => {
      this.telling = null;
      const answer = this.answer(this.at);
      if (answer === (this.told ?? this.answered)) return;
      this.told = answer;
      this.send(this.trigger, answer);
    }, TELL_MS);
  }

  forget() {
    if (this.telling !== null) clearTimeout(this.telling);
    this.telling = null;
  }

  stop() {
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
    this.forget();
  }
}
