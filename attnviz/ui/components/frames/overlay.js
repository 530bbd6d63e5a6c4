// What moves over a picture without drawing it anew: outlines of pinned and hovered cells, the
// keyboard's cell, the part that is about to be zoomed to, and the line of the epoch or the step.
// Pixels of the picture's own axes.

/** @import { Box } from "../types.js" */
/** @import { Axes } from "./axes.js" */
import { draw } from "../shared/dom.js";
import { onPage } from "./axes.js";

/**
 * @typedef {object} Mark
 * @property {"pin" | "hover" | "focus" | "part" | "cursor" | "dot" | "moved"} kind
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {string} [colour] A dot's.
 * @property {number} [age] Since when it is there, ms, where it goes by itself.
 */

export class Overlay {
  node = draw("svg", { class: "overlay", "aria-hidden": "true", style: "display: none" });

  /** @param {Axes} axes @param {Mark[]} marks */
  draw(axes, marks) {
    this.node.setAttribute("width", String(axes.width));
    this.node.setAttribute("height", String(axes.height));
    this.node.style.display = marks.length ? "" : "none";
    this.node.replaceChildren(...marks.map((mark) => shapeNode(mark, axes)));
  }
}

/**
 * Where a mark is in the window.
 *
 * @param {Mark} mark
 * @param {Axes} axes
 * @param {Box} stage What it is drawn on, in the window.
 * @param {number} scale How many pixels of the window are one of the picture's.
 * @returns {Box}
 */
export function boxOf({ x, y, width, height }, axes, stage, scale) {
  const [left, top] = onPage(axes, x, y);
  const [right, bottom] = onPage(axes, x + width, y + height);
  return {
    left: stage.left + left * scale,
    top: stage.top + top * scale,
    right: stage.left + right * scale,
    bottom: stage.top + bottom * scale,
  };
}

/** @param {Mark} mark @param {Axes} axes */
function shapeNode(mark, axes) {
  const [left, top] = onPage(axes, mark.x, mark.y);
  if (mark.kind === "dot") {
    return draw("circle", { cx: left, cy: top, r: 4, fill: mark.colour ?? "" });
  }
  const [right, bottom] = onPage(axes, mark.x + mark.width, mark.y + mark.height);
  if (mark.kind === "cursor") {
    return draw("line", { x1: left, y1: top, x2: right, y2: bottom });
  }
  const [width, height] = [Math.max(right - left, 0), Math.max(bottom - top, 0)];
  const node = draw("rect", { x: left, y: top, width, height, class: mark.kind });
  if (mark.age !== undefined) node.style.animationDelay = `${-mark.age}ms`;
  return node;
}
