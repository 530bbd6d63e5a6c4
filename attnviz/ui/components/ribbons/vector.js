// A vector as a column of cells, each of which can be opened.

/** @import { Cell, Reading, RibbonsData } from "../types.js" */
import { limitOf, scaleColour, signedPlace } from "../shared/colours.js";
import { fit, make } from "../shared/dom.js";
import { numberText } from "../shared/numbers.js";

/** @typedef {(name: string, place: number) => void} Open */
/** @typedef {Pick<RibbonsData, "stops" | "opens" | "cell">} Look */

/** Up to so many cells are buttons with a gap between them. */
const APART = 16;

/**
 * Which place of what can be opened a cell is; null for none of it. One number has the place 0.
 *
 * @param {Cell | undefined} opens With null for its running axis.
 * @param {Cell | null} cell
 */
export function placeOf(opens, cell) {
  if (!opens || opens.step !== cell?.step || opens.index.length !== cell.index.length) return null;
  const same = opens.index.every((place, i) => place === null || place === cell.index[i]);
  const running = opens.index.indexOf(null);
  const place = running < 0 ? 0 : cell.index[running];
  return same && typeof place === "number" ? place : null;
}

/** One stop of the Tab key; the arrow keys go from cell to cell. */
export class Vector {
  /** @type {HTMLButtonElement[]} */
  cells = [];

  /** @param {"context" | "query"} name @param {Element} parent @param {Open} open */
  constructor(name, parent, open) {
    this.name = name;
    this.open = open;
    const vector = make("div", `vector ${name}`, parent);
    vector.dataset.role = name;
    this.box = make("div", "cells", vector);
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", `Numbers of ${name}`);
    this.box.addEventListener("keydown", (event) => this.key(event));
    make("div", "name", vector, name);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const at = this.cells.findIndex((cell) => cell.matches(":focus"));
    /** @type {Record<string, number>} */
    const moves = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.cells.length - 1 };
    const next = this.cells[moves[event.key]];
    if (at < 0 || !next) return;
    event.preventDefault();
    this.stopAt(next);
    next.focus();
  }

  /** @param {HTMLButtonElement | undefined} stop Where the Tab key stops. */
  stopAt(stop) {
    for (const cell of this.cells) cell.tabIndex = cell === stop ? 0 : -1;
  }

  /** @param {Reading["context"]} sent @param {Look} look */
  paint(sent, { stops, opens, cell: pinned }) {
    const values = sent.map(Number);
    // Its own: beside weights that sum to 70, the query is small, and would have no colour.
    const limit = limitOf(values);
    const place = placeOf(opens[this.name], pinned);
    this.box.classList.toggle("dense", values.length > APART);
    fit(this.cells, values.length, (i) => {
      const cell = make("button", "cell", this.box);
      cell.tabIndex = -1;
      cell.addEventListener("click", () => {
        this.stopAt(cell);
        this.open(this.name, i);
      });
      return cell;
    });
    this.cells.forEach((cell, i) => {
      cell.title = `${this.name}[${i + 1}] = ${numberText(values[i])}`;
      cell.setAttribute("aria-label", cell.title);
      cell.setAttribute("aria-pressed", String(i === place));
      cell.disabled = !(this.name in opens);
      cell.classList.toggle("pinned", i === place);
      cell.classList.toggle("nan", Number.isNaN(values[i]));
      cell.style.background = scaleColour("signed", stops.signed, signedPlace(values[i], limit));
    });
    if (place !== null || !this.cells.some((cell) => cell.tabIndex === 0)) {
      this.stopAt(this.cells[place ?? 0]);
    }
  }
}
