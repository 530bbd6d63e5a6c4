// What is drawn of a frame of tensors: placed for the width of the page, in the colours of the theme.

/** @import { FillPattern, Frame, Heatmap, Line, Panel, Place, Scatter, Shape, Trace } from "../types.js" */
/** @import { Axes } from "../frames/axes.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Run } from "./text.js" */
import { frameSize, isNarrow, placed, recolour } from "../frames/look.js";
import { numberText } from "../shared/numbers.js";
import { cellsOf } from "./cells.js";
import { runs } from "./text.js";

/**
 * @typedef {object} Look What a picture is drawn with.
 * @property {number} width Pixels of the page.
 * @property {Record<string, string> | null} dark Every light hex to its dark partner, in a dark theme.
 * @property {string} font
 * @property {number} character Width of a character of a cell's number, pixels.
 */

/**
 * @typedef {object} Stroke What is drawn over the cells: a line, a border, a hatch, a bar.
 * @property {string} path In the picture's pixels: M, L, H, V and Z of SVG.
 * @property {string} [fill]
 * @property {FillPattern} [pattern] In place of the fill's colour.
 * @property {Line} [line]
 */

/**
 * @typedef {object} Text
 * @property {number} x
 * @property {number} y The text's middle.
 * @property {"left" | "center" | "right"} align Which end of it stands at x.
 * @property {Run[]} runs
 */

/**
 * @typedef {object} Scene
 * @property {Axes} whole All of the picture.
 * @property {string} place Scenes of one place can be zoomed alike.
 * @property {string} font
 * @property {Cells[]} cells
 * @property {Stroke[]} strokes
 * @property {Text[]} numbers In the cells.
 * @property {Text[]} labels All other texts.
 */

/**
 * @param {Frame} frame
 * @param {Look} look
 * @returns {Scene}
 */
export function prepare(frame, { width, dark, font, character }) {
  const { meta, ...wide } = frame.layout;
  const narrow = isNarrow(width) ? meta?.narrow : undefined;
  const place = narrow ? "narrow" : "wide";
  const size = frameSize(frame, width);
  const panels = meta?.panels ?? [];
  const data = frame.data.map((trace, i) => placed(trace, narrow?.data[i]));
  fitNumbers(data, panels, place, size.width / size.full, character);
  const { xaxis, yaxis, shapes = [] } = narrow?.layout ?? wide;
  if (!xaxis || !yaxis) throw new Error("the picture has no axes");
  const scatters = /** @type {Scatter[]} */ (data.filter((trace) => trace.type === "scatter"));
  const themed = recolour(
    {
      hatches: scatters.filter((trace) => trace.fill === "toself" && trace.x.length),
      shapes,
      writing: scatters.filter((trace) => trace.mode === "text"),
    },
    dark,
  );
  // On a page that is narrower than the narrow scene its gutters are, too.
  const scale = narrow ? Math.min(1, size.width / size.full) : 1;
  const [numbers, labels] = themed.writing.map((trace, i) => textsOf(trace, i ? scale : 1));
  return {
    whole: { x: xaxis.range, y: yaxis.range, width: size.width, height: size.height },
    place: String([width, xaxis.range, yaxis.range]),
    font,
    cells: cellsOf(panels, place, frame.data, dark),
    strokes: [...themed.hatches.map(hatchStroke), ...themed.shapes.map(shapeStroke)],
    numbers,
    labels: apart(labels, size.width / size.full),
  };
}

// Of a run's size: about how wide a character of it is, as `labels.text_width` has it.
const CHARACTER = 0.54;
const BETWEEN = 3;
// What names under columns are at most, and notes are not.
const SMALL = 11;

/**
 * Labels as a page has room for them that has shrunk the picture, as texts do not shrink: where two
 * in a line would run into each other, titles lose what stands behind the name, and of the names
 * under columns every second is left, or fewer.
 *
 * @param {Text[]} labels
 * @param {number} scale
 */
export function apart(labels, scale) {
  if (scale >= 1) return labels;
  /** @type {Map<number, Text[]>} */
  const lines = new Map();
  for (const label of labels) lines.set(label.y, [...(lines.get(label.y) ?? []), label]);
  return [...lines.values()].flatMap((line) => spaced(line, scale));
}

/** @param {Text[]} line @param {number} scale @returns {Text[]} */
function spaced(line, scale) {
  const meets = (/** @type {Text[]} */ texts) => collide(texts, scale);
  const ordered = [...line].sort((a, b) => a.x - b.x);
  if (!meets(ordered)) return line;
  if (!line.every(isUnderColumn)) return ordered.map(nameAlone);
  return evenly(ordered).flatMap((names) => {
    const every = [1, 2, 5, 10, 20, 50].find((n) => !meets(names.filter((_, i) => i % n === 0)));
    return names.filter((_, i) => i % (every ?? names.length) === 0);
  });
}

/** @param {Text} label */
const isUnderColumn = ({ align, runs: [run, ...more] }) =>
  align === "center" && !more.length && !run.bold && run.size <= SMALL;

/** @param {Text} label A title or any other. @returns {Text} */
function nameAlone(label) {
  const end = label.runs.findLastIndex((run) => run.bold) + 1;
  return end ? { ...label, runs: label.runs.slice(0, end) } : label;
}

/** @param {Text[]} names @returns {Text[][]} Those of each panel: a gap parts them. */
function evenly(names) {
  /** @type {Text[][]} */
  const parts = [];
  names.forEach((name, i) => {
    const step = i > 1 ? names[i - 1].x - names[i - 2].x : Number.POSITIVE_INFINITY;
    if (i === 0 || name.x - names[i - 1].x > 1.01 * step) parts.push([]);
    parts[parts.length - 1].push(name);
  });
  return parts;
}

/** @param {Text[]} line In its order. @param {number} scale */
function collide(line, scale) {
  const ends = line.map(({ x, align, runs: parts }) => {
    const wide = parts.reduce((sum, { text, size }) => sum + CHARACTER * size * text.length, 0);
    const before = align === "left" ? 0 : align === "right" ? wide : wide / 2;
    return { left: scale * x - before, right: scale * x - before + wide };
  });
  return ends.some(({ left }, i) => i > 0 && left < ends[i - 1].right + BETWEEN);
}

/** @param {Scatter} trace Polygons, a NaN behind each. @returns {Stroke} */
function hatchStroke({ x, y, fillcolor, fillpattern }) {
  let path = "";
  let begun = false;
  for (let i = 0; i < x.length; i++) {
    const ends = Number.isNaN(Number(x[i]));
    if (!ends) path += `${begun ? "L" : "M"}${x[i]},${y[i]}`;
    begun = !ends;
  }
  return { path, fill: fillcolor, pattern: fillpattern };
}

/** @param {Shape} shape @returns {Stroke} */
function shapeStroke(shape) {
  if (shape.type === "path") return { path: shape.path, line: shape.line };
  const { x0, x1, y0, y1, fillcolor, line } = shape;
  return { path: rectangle(x0, y0, x1, y1), fill: fillcolor, line };
}

/**
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 */
export function rectangle(left, top, right, bottom) {
  return `M${left},${top}H${right}V${bottom}H${left}Z`;
}

/** @type {Record<string, Text["align"]>} By which side of the point a text is at, in Plotly's terms. */
const ALIGNED = { "middle left": "right", "middle right": "left", "middle center": "center" };

/** @param {Scatter} trace @param {number} scale Of the texts' size. @returns {Text[]} */
function textsOf({ x, y, text: texts, textfont, textposition }, scale) {
  const { size: sizes = 12, color: colours = "" } = textfont ?? {};
  return Array.from(texts ?? []).flatMap((text, i) => {
    if (!text) return [];
    const size = typeof sizes === "number" ? sizes : sizes[i];
    const colour = typeof colours === "string" ? colours : colours[i];
    const align = ALIGNED[textposition?.[i] ?? ""] ?? "center";
    return [
      { x: Number(x[i]), y: Number(y[i]), align, runs: scaled(runs(text, size, colour), scale) },
    ];
  });
}

/** @param {Run[]} parts @param {number} scale @returns {Run[]} */
function scaled(parts, scale) {
  return scale < 1 ? parts.map((run) => ({ ...run, size: scale * run.size })) : parts;
}

/**
 * Where the page's width leaves no room for the numbers of a panel, all are written without the 0
 * before the point; those that still do not fit have fewer digits behind it, or are left out.
 *
 * @param {Trace[]} data
 * @param {Panel[]} panels
 * @param {Place} place
 * @param {number} scale
 * @param {number} character
 */
function fitNumbers(data, panels, place, scale, character) {
  if (scale >= 1 || !panels.length) return;
  const i = data.length - 2;
  const room = (/** @type {Panel} */ panel) => panel[place].box[2] * scale;
  if (panels.every((panel) => panel[place].numbers[2] <= room(panel))) return;
  const numbers = /** @type {Scatter} */ (data[i]);
  const text = Array.from(numbers.text ?? [], withoutZero);
  for (const panel of panels) {
    const [start, stop] = panel[place].numbers;
    const fits = (/** @type {string[]} */ texts) => neededWidth(texts, character) <= room(panel);
    const own = text.slice(start, stop);
    if (fits(own)) continue;
    const shorter = withFewerDigits(own, valuesOf(panel, data), fits);
    text.splice(start, stop - start, ...(shorter ?? own.fill("")));
  }
  data[i] = { ...numbers, text };
}

/** @param {Panel} panel @param {Trace[]} data @returns {number[]} Row by row. */
function valuesOf({ trace, z: [top, left], rows, columns }, data) {
  const { z } = /** @type {Heatmap} */ (data[trace]);
  return Array.from(z.slice(top, top + rows)).flatMap((row) =>
    Array.from(row.slice(left, left + columns)),
  );
}

/**
 * Numbers with fewer digits behind the point, from their values, so that none is rounded twice.
 *
 * @param {string[]} texts "" where no number is shown.
 * @param {number[]} values
 * @param {(texts: string[]) => boolean} fits
 * @returns {string[] | null} None where they do not fit, or are so small that digits must stay.
 */
export function withFewerDigits(texts, values, fits) {
  const largest = Math.max(...values.filter(Number.isFinite).map(Math.abs));
  if (!(largest >= 1) || !texts.some((text) => text.includes("."))) return null;
  for (const decimals of largest < 10 ? [1] : [1, 0]) {
    const shorter = texts.map((text, i) => text && withoutZero(numberText(values[i], decimals)));
    if (fits(shorter)) return shorter;
  }
  return null;
}

/** @param {string} text */
export function withoutZero(text) {
  return text.replace(/^(−?)0\./, "$1.").replace(/^(−?1\.0)0$/, "$1");
}

/**
 * Pixels of a cell that holds each of the texts, as `panels.numbers.needed_width` has it.
 *
 * @param {string[]} texts
 * @param {number} character
 */
export function neededWidth(texts, character) {
  const lengths = texts.map((text) => text.length - (text.includes(".") ? 0.5 : 0));
  return character * Math.max(0, ...lengths) + 4;
}
