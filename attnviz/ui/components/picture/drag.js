// A button of the mouse held down over a picture: a click, a part that is drawn, or a move.

/** @import { Point } from "./zoom.js" */
import { pointIn } from "../shared/dom.js";

const EDGE = 6; // A pointer that moved further than this between down and up dragged, it did not click.

/**
 * @typedef {object} Dragged What is told.
 * @property {(point: Point) => void} click
 * @property {(from: Point, to: Point, ended: boolean) => void} part
 * @property {(right: number, down: number) => void} move By how much since the last time.
 * @property {() => void} cancel
 */

export class Drag {
  /** Where it began. @type {Point | null} */
  from = null;
  /** @type {Point} */
  last = [0, 0];
  dragged = false;
  moves = false;

  /**
   * @param {HTMLElement} stage
   * @param {Dragged} told
   */
  constructor(stage, told) {
    this.stage = stage;
    this.told = told;
    stage.addEventListener("pointerdown", (event) => this.onDown(event));
    stage.addEventListener("pointermove", (event) => this.onMove(event));
    stage.addEventListener("pointerup", (event) => this.onUp(event));
    stage.addEventListener("pointercancel", () => this.end());
  }

  /** @param {MouseEvent} event @returns {Point} */
  pointOf(event) {
    return pointIn(this.stage, event);
  }

  /** @param {PointerEvent} event */
  onDown(event) {
    if (event.button !== 0) return;
    this.from = this.last = this.pointOf(event);
    this.moves = event.shiftKey;
    this.dragged = false;
  }

  /** @param {PointerEvent} event */
  onMove(event) {
    // A finger that moves scrolls the page.
    if (!this.from || event.pointerType === "touch") return;
    if (!(event.buttons & 1)) {
      this.end(); // It was let go elsewhere, before it was a drag.
      return;
    }
    const point = this.pointOf(event);
    if (!this.dragged) {
      if (!this.isFar(point)) return;
      this.dragged = true;
      this.stage.setPointerCapture(event.pointerId);
    }
    if (this.moves) this.told.move(point[0] - this.last[0], point[1] - this.last[1]);
    else this.told.part(this.from, point, false);
    this.last = point;
  }

  /** @param {PointerEvent} event */
  onUp(event) {
    const { from } = this;
    if (!from) return;
    const point = this.pointOf(event);
    if (!this.dragged && !this.isFar(point)) this.told.click(point);
    else if (this.dragged && !this.moves) this.told.part(from, point, true);
    this.end();
  }

  /** Also where the browser takes the pointer for its own, or Escape is pressed. */
  end() {
    this.from = null;
    this.dragged = false;
    this.told.cancel();
  }

  /** @param {Point} point */
  isFar([x, y]) {
    return this.from !== null && Math.hypot(x - this.from[0], y - this.from[1]) > EDGE;
  }
}
