// A picture as a file, as it is zoomed: drawn by the painter, with another pen.

/** @import { Axes } from "../frames/axes.js" */
/** @import { Pen } from "./painter.js" */
/** @import { Scene, Stroke } from "./scene.js" */
import { make } from "../shared/dom.js";
import { CanvasPen, contextOf } from "./canvas.js";
import { drawOver } from "./painter.js";
import { SvgPen } from "./svg.js";

const PNG_SCALE = 2;

/**
 * @typedef {object} Saved
 * @property {string} name Of the file, without its ending.
 * @property {string} title
 * @property {string} page The colour behind all.
 * @property {Axes} axes
 * @property {Scene} scene
 * @property {Stroke[]} marks
 */

/** @param {Saved} saved */
export function saveSvg(saved) {
  offer(new Blob([svgOf(saved).file(saved.title)], { type: "image/svg+xml" }), `${saved.name}.svg`);
}

/**
 * The picture as an element of shapes: a canvas has the dots of a screen, and paper has more.
 *
 * @param {Saved} saved
 */
export function forPaper(saved) {
  const drawing = svgOf(saved).element(saved.title);
  drawing.setAttribute("class", "paper");
  drawing.setAttribute("aria-hidden", "true");
  return drawing;
}

/** @param {Saved} saved */
function svgOf(saved) {
  const pen = new SvgPen(saved.axes, saved.scene.font, saved.page);
  drawAll(pen, saved);
  return pen;
}

/** @param {Saved} saved */
export function savePng(saved) {
  const { width, height } = saved.axes;
  const canvas = make("canvas");
  [canvas.width, canvas.height] = [Math.round(PNG_SCALE * width), Math.round(PNG_SCALE * height)];
  const context = contextOf(canvas);
  context.scale(PNG_SCALE, PNG_SCALE);
  context.fillStyle = saved.page;
  context.fillRect(0, 0, width, height);
  drawAll(new CanvasPen(context, saved.axes, saved.scene.font), saved);
  canvas.toBlob((blob) => {
    if (blob) offer(blob, `${saved.name}.png`);
  });
}

/** @param {Pen} pen @param {Saved} saved */
function drawAll(pen, { axes, scene, marks }) {
  pen.cells(scene.cells);
  drawOver(pen, axes, scene);
  for (const mark of marks) pen.stroke(mark);
}

/** @param {Blob} blob @param {string} name */
function offer(blob, name) {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it behind the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
