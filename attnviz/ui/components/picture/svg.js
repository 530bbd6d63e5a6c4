// The pen that writes a picture as SVG: for downloads, and made of shapes and texts only.

/** @import { Axes } from "../frames/axes.js" */
/** @import { FillPattern } from "../types.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Pen } from "./painter.js" */
/** @import { Stroke, Text } from "./scene.js" */
import { onPage } from "../frames/axes.js";
import { dashes, hatchTile } from "./hatch.js";

const ANCHORS = { left: "start", center: "middle", right: "end" };
/** From a text's middle down to its base line, a share of its size. */
const BASELINE = 0.35;

/** @implements {Pen} */
export class SvgPen {
  /** @type {string[]} */
  parts = [];
  /** The patterns that hatches are filled with, by their id. @type {Map<string, string>} */
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
      const rects = this.rectsOf(panel);
      this.parts.push(`<g class="cells" data-step=${quoted(panel.step)}>${rects.join("")}</g>`);
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
      const size = `width="${short(right - left)}" height="${short(bottom - top)}"`;
      const fill = hex(bytes.subarray(4 * i, 4 * i + 3));
      rects.push(`<rect x="${short(left)}" y="${short(top)}" ${size} fill="${fill}"/>`);
    }
    return rects;
  }

  /** @param {Stroke} stroke */
  stroke({ path, fill, pattern, line }) {
    const attributes = [`d="${moved(path, this.axes)}"`];
    attributes.push(`fill=${quoted(pattern ? this.hatch(pattern) : (fill ?? "none"))}`);
    if (line?.width) {
      attributes.push(`stroke=${quoted(line.color ?? "none")} stroke-width="${line.width}"`);
      const parts = dashes(line.dash);
      if (parts.length) attributes.push(`stroke-dasharray="${parts.join(" ")}"`);
    }
    this.parts.push(`<path ${attributes.join(" ")}/>`);
  }

  /** A hatch as a fill. @param {FillPattern} look */
  hatch(look) {
    const { side, width, path } = hatchTile(look);
    const id = `hatch-${look.shape === "x" ? "crossed" : "rising"}`;
    this.patterns.set(
      id,
      `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${short(side)}" ` +
        `height="${short(side)}"><rect width="100%" height="100%" fill=${quoted(look.bgcolor)}/>` +
        `<path d="${path}" fill="none" stroke=${quoted(look.fgcolor)} ` +
        `stroke-width="${short(width)}"/></pattern>`,
    );
    return `url(#${id})`;
  }

  /** @param {Text} text @param {number} x @param {number} y */
  write({ runs, align }, x, y) {
    const spans = runs.map(({ text, size, colour, bold }) => {
      const weight = bold ? ' font-weight="700"' : "";
      return `<tspan font-size="${size}"${weight} fill=${quoted(colour)}>${escaped(text)}</tspan>`;
    });
    const base = y + BASELINE * (runs[0]?.size ?? 0);
    const place = `x="${short(x)}" y="${short(base)}" text-anchor="${ANCHORS[align]}"`;
    this.parts.push(`<text ${place}>${spans.join("")}</text>`);
  }

  /** The whole file. @param {string} title */
  file(title) {
    const { width, height } = this.axes;
    const size = `width="${short(width)}" height="${short(height)}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} ` +
        `viewBox="0 0 ${short(width)} ${short(height)}" font-family=${quoted(this.font)} ` +
        'xml:space="preserve" style="white-space:pre">',
      `<title>${escaped(title)}</title>`,
      `<defs>${[...this.patterns.values()].join("")}</defs>`,
      `<rect class="page" width="100%" height="100%" fill=${quoted(this.page)}/>`,
      ...this.parts,
      "</svg>",
      "",
    ].join("\n");
  }
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
