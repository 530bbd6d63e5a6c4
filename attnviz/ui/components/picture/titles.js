// Marks on the titles of panels whose tensors have got another shape.

/** @import { Axes } from "../frames/axes.js" */
/** @import { Mark } from "../frames/overlay.js" */
/** @import { Panel, Place } from "../types.js" */
/** @import { Scene, Text } from "./scene.js" */
import { make } from "../shared/dom.js";
import { contextOf } from "./canvas.js";

/** How long a mark is seen; as in the style sheet. */
export const MARKED_MS = 2400;
const HIGH = 18;
/** A title stands so far above its panel at most, pixels: its bands and columns are between. */
const ABOVE = 64;

/** @type {CanvasRenderingContext2D | null} */
let measuring = null;

/**
 * @param {Scene} scene
 * @param {Axes} axes
 * @param {Panel[]} panels
 * @param {Place} place
 * @param {string[]} steps
 * @param {number} age Since when they are marked, ms.
 * @returns {Mark[]}
 */
export function titleMarks({ labels, font }, axes, panels, place, steps, age) {
  return panels
    .filter(({ step }) => steps.includes(step.split(".").at(-1) ?? ""))
    .flatMap((panel) => {
      const title = titleOf(labels, panel, place);
      return title
        ? [{ kind: /** @type {const} */ ("moved"), age, ...boxOf(title, font, axes) }]
        : [];
    });
}

/**
 * The nearest text that begins with a panel's name, above the panel or beside it.
 *
 * @param {Text[]} labels
 * @param {Panel} panel
 * @param {Place} place
 */
export function titleOf(labels, panel, place) {
  const [left, top, width, height] = panel[place].box;
  const middle = left + (width * panel.columns) / 2;
  const far = (/** @type {Text} */ { x, y }) => Math.abs(x - middle) + Math.abs(y - top);
  return labels
    .filter(({ runs, y }) => {
      const named = runs.some(({ text, bold }) => bold && text === panel.title);
      return named && y > top - ABOVE && y < top + height * panel.rows + HIGH;
    })
    .sort((first, second) => far(first) - far(second))
    .at(0);
}

/**
 * A text has the page's size, also where the picture is drawn larger or smaller.
 *
 * @param {Text} text
 * @param {string} font
 * @param {Axes} axes
 */
function boxOf({ x, y, align, runs }, font, axes) {
  const across = (axes.x[1] - axes.x[0]) / axes.width;
  const high = (HIGH * (axes.y[0] - axes.y[1])) / axes.height;
  measuring ??= contextOf(make("canvas"));
  const context = measuring;
  const measured = runs.reduce((sum, { text, size, bold }) => {
    context.font = `${bold ? "700 " : ""}${size}px ${font}`;
    return sum + context.measureText(text).width;
  }, 0);
  const width = across * measured;
  const left = x - { left: 0, center: width / 2, right: width }[align];
  const beside = 3 * across;
  return { x: left - beside, y: y - high / 2, width: width + 2 * beside, height: high };
}
