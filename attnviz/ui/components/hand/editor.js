// A slider's number as a field: it opens where the number stands, and Python takes what is typed as it
// takes what the slider shows.

/** @import { TypedData } from "../types.js" */
import { make, scaleOf, setText } from "../shared/dom.js";

/** Where Streamlit writes a slider's number. */
const NUMBER = '[data-testid="stSliderThumbValue"]';
const WIDE = 88;

/** @typedef {{ name: string, text: string, number: number }} Typed */

export class Editor {
  /** @type {TypedData} */
  data = { sliders: {}, answered: 0, refused: "" };
  /** The slider that is typed into. @type {HTMLInputElement | null} */
  slider = null;
  name = "";
  /** Where the slider was when the field was opened, pixels. */
  top = 0;
  /** Of what was typed last. */
  number = 0;
  waiting = false;

  /** @param {Element} parent @param {(typed: Typed) => void} tell */
  constructor(parent, tell) {
    this.tell = tell;
    this.form = make("form", "editor", parent);
    this.form.popover = "manual";
    this.field = make("input", "", this.form);
    this.field.type = "text";
    this.field.inputMode = "decimal";
    this.field.autocomplete = "off";
    this.words = make("div", "words", this.form);
    this.words.id = "words";
    this.words.setAttribute("aria-live", "polite");
    this.field.setAttribute("aria-describedby", "words");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
    this.form.addEventListener("focusout", () => this.leave());
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.onClick = (/** @type {MouseEvent} */ event) => this.click(event);
    this.onOver = (/** @type {PointerEvent} */ event) => this.over(event);
    this.onScroll = () => this.scrolled();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onClick, true);
    document.addEventListener("pointerover", this.onOver);
    document.addEventListener("scroll", this.onScroll, true);
  }

  stop() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick, true);
    document.removeEventListener("pointerover", this.onOver);
    document.removeEventListener("scroll", this.onScroll, true);
  }

  /** @param {TypedData} data */
  update(data) {
    this.data = data;
    if (!this.waiting || data.answered !== this.number) return;
    this.waiting = false;
    if (!data.refused) {
      this.close();
      return;
    }
    setText(this.words, data.refused);
    this.form.classList.add("refused");
    this.field.select();
  }

  /**
   * The slider at a node of the page, and its name; null if its number cannot be typed.
   *
   * @param {EventTarget | null} node
   */
  sliderAt(node) {
    if (!(node instanceof Element)) return null;
    for (const name of Object.keys(this.data.sliders)) {
      const box = node.closest(`.st-key-${name}`);
      /** @type {HTMLInputElement | null | undefined} */
      const slider = box?.querySelector("input[type=range]");
      if (slider && !slider.disabled) return { name, slider };
    }
    return null;
  }

  /** @param {PointerEvent} event */
  over({ target }) {
    const number = target instanceof Element ? target.closest(NUMBER) : null;
    if (number && this.sliderAt(number)) number.setAttribute("title", "Click to type a number");
  }

  /** @param {MouseEvent} event */
  click({ target }) {
    const number = target instanceof Element ? target.closest(NUMBER) : null;
    const found = number && this.sliderAt(number);
    if (found) this.open(found.name, found.slider);
  }

  /** A number that is begun on a slider, or Enter. @param {KeyboardEvent} event */
  key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.defaultPrevented) return;
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    const begins = /^[0-9.,]$/.test(key);
    const found = begins || key === "Enter" ? this.sliderAt(target) : null;
    if (!found) return;
    event.preventDefault();
    this.open(found.name, found.slider, begins ? key : "");
  }

  /**
   * @param {string} name
   * @param {HTMLInputElement} slider
   * @param {string} [begun] What has been typed already.
   */
  open(name, slider, begun = "") {
    const shown = slider.closest(`.st-key-${name}`)?.querySelector(NUMBER);
    const { left, width, top } = (shown ?? slider).getBoundingClientRect();
    Object.assign(this, { name, slider, waiting: false, top: slider.getBoundingClientRect().top });
    this.form.classList.remove("refused");
    this.field.setAttribute("aria-label", slider.getAttribute("aria-label") ?? "Number");
    setText(this.words, this.data.sliders[name]);
    this.field.value = begun || (shown?.textContent ?? "");
    this.form.showPopover();
    const scale = scaleOf(this.form);
    const middle = left + width / 2 - (WIDE * scale) / 2;
    const most = window.innerWidth - WIDE * scale - 8;
    this.form.style.left = `${Math.max(8, Math.min(middle, most)) / scale}px`;
    this.form.style.top = `${Math.max(8, top - 2) / scale}px`;
    this.field.focus();
    if (!begun) this.field.select();
  }

  send() {
    this.number = Math.max(this.number, this.data.answered) + 1;
    this.waiting = true;
    this.tell({ name: this.name, text: this.field.value.trim(), number: this.number });
  }

  /** The field stays where it was opened, and its slider has gone. */
  scrolled() {
    const { top } = this.slider?.getBoundingClientRect() ?? { top: 0 };
    if (Math.abs(top - this.top) > 1) this.leave();
  }

  /** Who goes elsewhere has not typed. */
  leave() {
    if (this.form.matches(":popover-open") && !this.waiting) this.close(false);
  }

  close(back = true) {
    const { slider } = this;
    this.slider = null;
    this.waiting = false;
    if (this.form.matches(":popover-open")) this.form.hidePopover();
    if (back) slider?.focus({ preventScroll: true });
  }
}
