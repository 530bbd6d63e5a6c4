// The figure that Plotly gets of a picture's payload: placed for the width of the page, and in the
// colours of the theme.

/** @import { Frame, Heatmap, Layout, Panel, Payload, Place, Scatter, Shape, Trace } from "../types.js" */
/** @import { Cells } from "./cells.js" */
import { cellsOf } from "./cells.js";
import { FRAMES } from "./payload.js";

/**
 * @typedef {object} Look What a picture is drawn with.
 * @property {number} width Pixels of the page.
 * @property {Record<string, string> | null} dark Every light hex to its dark partner, in a dark theme.
 * @property {string} font
 * @property {number} character Width of a character of a cell's number, pixels.
 */

/**
 * @typedef {object} Shown What is drawn of a frame.
 * @property {Trace[]} data Plotly's traces.
 * @property {Layout & { width: number, height: number, uirevision: string }} layout
 * @property {{ x: [number, number], y: [number, number] } | null} ranges Of a picture in pixels.
 * @property {Cells[]} cells On the canvas, as what follows.
 * @property {Scatter[]} hatches
 * @property {Shape[]} shapes
 * @property {Scatter[]} writing
 */

/**
 * Puts frames that were sent behind a view into it; the places of those that have not come are empty.
 *
 * @param {Payload} view
 */
export function withAllFrames(view) {
  if (view.version === null) return view;
  const behind = FRAMES.get(view.key);
  if (view.frames.length < view.count) {
    const [shown] = view.frames;
    const places = Array.from({ length: view.count }, (_, i) => i);
    view.frames = places.map((i) => (i === view.frame ? shown : undefined));
  }
  if (behind?.version === view.version) {
    view.frames = view.frames.map((frame, i) => frame ?? behind.frames[i]);
  }
  return view;
}

/** @param {number} width */
export function isNarrow(width) {
  return width < 600;
}

/**
 * A frame's size on a page of some width; figures that are not attnviz's fill the page.
 *
 * @param {Frame} frame
 * @param {number} width
 */
export function frameSize({ layout: wide }, width) {
  const layout = (isNarrow(width) && wide.meta?.narrow?.layout) || wide;
  const full = layout.width ?? width;
  return { width: Math.min(full, width), height: layout.height ?? 360, full };
}

/**
 * What Plotly gets of a frame, and what of it is painted on the canvas: texts, and for a picture of
 * cells these, its hatches and its shapes.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @returns {Shown}
 */
export function prepare(frame, { width, dark, font, character }) {
  const { meta, ...wide } = frame.layout;
  const inPixels = Boolean(meta?.narrow);
  const narrow = isNarrow(width) ? meta?.narrow : undefined;
  const place = narrow ? "narrow" : "wide";
  const size = frameSize(frame, width);
  const panels = meta?.panels ?? [];
  const data = frame.data.map((trace, i) => placed(trace, narrow?.data[i], panels, i));
  fitNumbers(data, panels, place, size.width / size.full, character);
  const layout = { ...(narrow?.layout ?? wide), width: size.width, height: size.height };
  const { xaxis, yaxis } = layout;
  /** @type {Shown["ranges"]} */
  const ranges = inPixels && xaxis && yaxis ? { x: xaxis.range, y: yaxis.range } : null;
  const shapes = (layout.shapes ?? []).filter((shape) => shape.name !== "cursor");
  // A figure that is not attnviz's has axes of its own, which only Plotly knows.
  const hasCells = inPixels && data.some((trace) => trace.type === "heatmap");
  const isWriting = (/** @type {Trace} */ trace) => inPixels && trace.mode === "text";
  const isHatch = (/** @type {Trace} */ trace) => hasCells && trace.fill === "toself";
  const scatters = /** @type {Scatter[]} */ (data.filter((trace) => trace.type === "scatter"));
  const themed = recolour(
    {
      data: data.filter((trace) => !isWriting(trace) && !isHatch(trace)),
      hatches: scatters.filter((trace) => isHatch(trace) && trace.x.length),
      shapes: hasCells ? shapes : [],
      writing: scatters.filter(isWriting),
      layout: {
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        ...layout,
        shapes: hasCells ? [] : shapes,
        // A zoom is kept while a picture has the same place on the same page.
        uirevision: String([width, ranges?.x, ranges?.y]),
        dragmode: narrow ? false : "zoom",
        font: { ...layout.font, family: font },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: "#6A6C72", activecolor: "#22262E" },
      },
    },
    dark,
  );
  return { ...themed, ranges, cells: hasCells ? cellsOf(panels, place, frame.data, dark) : [] };
}

/**
 * A trace where it is on a narrow page, if it is on one.
 *
 * @param {Trace} trace
 * @param {Partial<Trace> | undefined} narrow
 * @param {Panel[]} panels
 * @param {number} index
 * @returns {Trace}
 */
function placed(trace, narrow, panels, index) {
  if (!narrow) return { ...trace };
  const own = /** @type {Trace} */ ({ ...trace, ...narrow });
  if (trace.type !== "heatmap") return own;
  const { z } = /** @type {Heatmap} */ (trace);
  const tiles = panels.filter((panel) => panel.trace === index);
  return tiles.length ? /** @type {Heatmap} */ ({ ...own, z: retile(z, tiles) }) : own;
}

/**
 * The cells of a trace's tiles, moved from their places in the wide picture to the narrow one's.
 *
 * @param {Float32Array[]} z
 * @param {Panel[]} tiles
 */
function retile(z, tiles) {
  if (tiles.every(({ wide, narrow }) => String(wide.z) === String(narrow.z))) return z;
  const rows = Math.max(...tiles.map((tile) => tile.narrow.z[0] + tile.rows));
  const columns = Math.max(...tiles.map((tile) => tile.narrow.z[1] + tile.columns));
  const moved = Array.from({ length: rows }, () => new Float32Array(columns).fill(NaN));
  for (const { rows: height, columns: width, wide, narrow } of tiles) {
    for (let row = 0; row < height; row++) {
      const cells = z[wide.z[0] + row].subarray(wide.z[1], wide.z[1] + width);
      moved[narrow.z[0] + row].set(cells, narrow.z[1]);
    }
  }
  return moved;
}

/**
 * All light hexes in a value, in their dark partners.
 *
 * @template Value
 * @param {Value} value
 * @param {Record<string, string> | null} dark
 * @returns {Value}
 */
export function recolour(value, dark) {
  return dark ? recoloured(value, dark) : value;
}

/** @param {any} value @param {Record<string, string>} dark @returns {any} */
function recoloured(value, dark) {
  if (typeof value === "string") return value.replace(/#[0-9A-F]{6}/g, (hex) => dark[hex] ?? hex);
  if (Array.isArray(value)) return value.map((entry) => recoloured(entry, dark));
  if (value && typeof value === "object" && !ArrayBuffer.isView(value)) {
    const entries = Object.entries(value).map(([name, entry]) => [name, recoloured(entry, dark)]);
    return Object.fromEntries(entries);
  }
  return value;
}

/**
 * Where the page's width leaves no room for the numbers of a panel, all are written without the 0
 * before the point, and those that still do not fit are left out.
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
    const needed = neededWidth(text.slice(start, stop), character);
    if (needed > room(panel)) text.fill("", start, stop);
  }
  data[i] = { ...numbers, text };
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
