// The pen that writes a picture as SVG: for downloads and for paper, of shapes and texts only.

/** @import { Axes } from "../frames/axes.js" */
/** @import { FillPattern } from "../types.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Pen } from "./painter.js" */
/** @import { Stroke, Text } from "./scene.js" */
import { onPage } from "../frames/axes.js";
import { draw } from "../shared/dom.js";
import { dashes, hatchTile } from "./hatch.js";

/**
 * @typedef {object} Shape
 * @property {keyof SVGElementTagNameMap} tag
 * @property {Record<string, string | number>} attributes
 * @property {(Shape | string)[]} inside
 */

const ANCHORS = { left: "start", center: "middle", right: "end" };
/** From a text's middle down to its base line, a share of its size. */
const BASELINE = 0.35;

/** @implements {Pen} */
export class SvgPen {
  /** @type {Shape[]} */
  parts = [];
  /** The patterns that hatches are filled with, by their id. @type {Map<string, Shape>} */
  patterns = new Map();

  /**
   * @param {Axes} axes
   * @param {string} font
   * @param {string} page The colour behind all.
   */
  constructor(axes, font, page) {
    this.axes = axes;
    this.font = font;
    this.page = page;
  }

  /** @param {Cells[]} cells */
  cells(cells) {
    for (const panel of cells) {
      const attributes = { class: "cells", "data-step": panel.step };
      this.parts.push(shape("g", attributes, ...this.rectsOf(panel)));
    }
  }

  /**
   * Those that are in view and have a number.
   *
   * @param {Cells} panel
   */
  rectsOf({ rows, columns, box: [x, y, across, down], bytes }) {
    const { width, height } = this.axes;
    const rects = [];
    for (let i = 0; i < rows * columns; i++) {
      if (!bytes[4 * i + 3]) continue;
      const [cellX, cellY] = [x + (i % columns) * across, y + Math.floor(i / columns) * down];
      const [left, top] = onPage(this.axes, cellX, cellY);
      const [right, bottom] = onPage(this.axes, cellX + across, cellY + down);
      if (right <= 0 || bottom <= 0 || left >= width || top >= height) continue;
      const place = { x: short(left), y: short(top) };
      const size = { width: short(right - left), height: short(bottom - top) };
      const fill = hex(bytes.subarray(4 * i, 4 * i + 3));
      rects.push(shape("rect", { ...place, ...size, fill }));
    }
    return rects;
  }

  /** @param {Stroke} stroke */
  stroke({ path, fill, pattern, line }) {
    /** @type {Shape["attributes"]} */
    const attributes = { d: moved(path, this.axes) };
    attributes.fill = pattern ? this.hatch(pattern) : (fill ?? "none");
    if (line?.width) {
      Object.assign(attributes, { stroke: line.color ?? "none", "stroke-width": line.width });
      const parts = dashes(line.dash);
      if (parts.length) attributes["stroke-dasharray"] = parts.join(" ");
    }
    this.parts.push(shape("path", attributes));
  }

  /** A hatch as a fill. @param {FillPattern} look */
  hatch(look) {
    const { side, width, path } = hatchTile(look);
    const id = `hatch-${look.shape === "x" ? "crossed" : "rising"}`;
    const size = { width: short(side), height: short(side) };
    const lines = { d: path, fill: "none", stroke: look.fgcolor, "stroke-width": short(width) };
    const ground = shape("rect", { width: "100%", height: "100%", fill: look.bgcolor });
    const attributes = { id, patternUnits: "userSpaceOnUse", ...size };
    this.patterns.set(id, shape("pattern", attributes, ground, shape("path", lines)));
    return `url(#${id})`;
  }

  /** @param {Text} text @param {number} x @param {number} y */
  write({ runs, align }, x, y) {
    const spans = runs.map(({ text, size, colour, bold }) => {
      /** @type {Shape["attributes"]} */
      const weight = bold ? { "font-weight": 700 } : {};
      return shape("tspan", { "font-size": size, ...weight, fill: colour }, text);
    });
    const base = y + BASELINE * (runs[0]?.size ?? 0);
    const place = { x: short(x), y: short(base), "text-anchor": ANCHORS[align] };
    this.parts.push(shape("text", place, ...spans));
  }

  /** The whole picture. @param {string} title */
  whole(title) {
    const [width, height] = [short(this.axes.width), short(this.axes.height)];
    const attributes = {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": this.font,
      "xml:space": "preserve",
      style: "white-space:pre",
    };
    const page = { class: "page", width: "100%", height: "100%", fill: this.page };
    return shape(
      "svg",
      attributes,
      shape("title", {}, title),
      shape("defs", {}, ...this.patterns.values()),
      shape("rect", page),
      ...this.parts,
    );
  }

  /** The whole file. @param {string} title */
  file(title) {
    const { tag, attributes, inside } = this.whole(title);
    const root = opening(tag, { xmlns: "http://www.w3.org/2000/svg", ...attributes });
    return [`${root}>`, ...inside.map(written), "</svg>", ""].join("\n");
  }

  /** The whole picture as an element of a page. @param {string} title */
  element(title) {
    return built(this.whole(title));
  }
}

/**
 * @param {Shape["tag"]} tag
 * @param {Shape["attributes"]} attributes
 * @param {Shape["inside"]} inside
 * @returns {Shape}
 */
function shape(tag, attributes, ...inside) {
  return { tag, attributes, inside };
}

/** @param {Shape["tag"]} tag @param {Shape["attributes"]} attributes */
function opening(tag, attributes) {
  const entries = Object.entries(attributes);
  return [`<${tag}`, ...entries.map(([name, value]) => `${name}=${quoted(String(value))}`)].join(
    " ",
  );
}

/** @param {Shape | string} part @returns {string} */
function written(part) {
  if (typeof part === "string") return escaped(part);
  const { tag, attributes, inside } = part;
  const start = opening(tag, attributes);
  return inside.length ? `${start}>${inside.map(written).join("")}</${tag}>` : `${start}/>`;
}

/** @param {Shape} part @returns {SVGElement} */
function built({ tag, attributes, inside }) {
  const element = draw(tag, attributes);
  element.append(...inside.map((one) => (typeof one === "string" ? one : built(one))));
  return element;
}

/**
 * A path where the axes have it; its commands are M, L, H, V and Z, all with places of the picture.
 *
 * @param {string} path
 * @param {Axes} axes
 */
export function moved(path, axes) {
  return path.replace(/([MLHVZ])([^MLHVZ]*)/g, (_, command, rest) => {
    const [first, second] = rest.split(",").map(Number);
    if (command === "Z") return "Z";
    if (command === "H") return `H${short(onPage(axes, first, 0)[0])}`;
    if (command === "V") return `V${short(onPage(axes, 0, first)[1])}`;
    const [x, y] = onPage(axes, first, second);
    return `${command}${short(x)},${short(y)}`;
  });
}

/** @param {number} length Pixels. */
function short(length) {
  return String(Math.round(100 * length) / 100);
}

/** @param {Uint8ClampedArray} channels */
function hex(channels) {
  return `#${[...channels].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** @param {string} text */
function escaped(text) {
  // What XML has no place for, such as most control characters, would make the file unreadable.
  const allowed = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  return allowed.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
}

/** @param {string} value */
function quoted(value) {
  return `"${escaped(value)}"`;
}
