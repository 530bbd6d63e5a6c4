// Texts on the canvas of a picture, as Plotly would write them.

/** @typedef {{ text: string, size: number, colour: string, bold: boolean }} Run */

/** @type {Record<string, string>} */
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#36;": "$" };

/** @param {string} text */
function decoded(text) {
  return text.replace(/&(?:amp|lt|gt|#36);/g, (entity) => ENTITIES[entity]);
}

/**
 * A text as runs of one look each: <b>, and <span> with a colour and a size, as Plotly reads them.
 *
 * @param {string} text
 * @param {number} size
 * @param {string} colour
 * @returns {Run[]}
 */
export function runs(text, size, colour) {
  if (!text.includes("<")) return [{ text: decoded(text), size, colour, bold: false }];
  const looks = [{ size, colour, bold: false }];
  /** @type {Run[]} */
  const found = [];
  for (const part of text.matchAll(/<(\/?)(b|span)(?: style="([^"]*)")?>|[^<]+|</g)) {
    const [whole, closing, tag, style] = part;
    const look = looks[looks.length - 1];
    if (!tag) found.push({ ...look, text: decoded(whole) });
    else if (!closing) looks.push(changed(look, tag, style ?? ""));
    else if (looks.length > 1) looks.pop();
  }
  return found;
}

/** @param {Omit<Run, "text">} look @param {string} tag @param {string} style */
function changed({ size, colour, bold }, tag, style) {
  return {
    size: Number(/font-size:([\d.]+)px/.exec(style)?.[1] ?? size),
    colour: /color:([^;]+)/.exec(style)?.[1] ?? colour,
    bold: bold || tag === "b",
  };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Run[]} parts
 * @param {string} family
 * @param {number} x
 * @param {number} y The text's middle.
 * @param {string} [position] In Plotly's terms: on which side of the point it is.
 */
export function write(pen, parts, family, x, y, position) {
  if (parts.length === 1) {
    setFont(pen, parts[0], family);
    pen.textAlign = ALIGNED[position ?? ""] ?? "center";
    pen.fillStyle = parts[0].colour;
    pen.fillText(parts[0].text, x, y);
    return;
  }
  const widths = parts.map((part) => {
    setFont(pen, part, family);
    return pen.measureText(part.text).width;
  });
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const before = { right: whole, left: 0, center: whole / 2 };
  let left = x - before[ALIGNED[position ?? ""] ?? "center"];
  pen.textAlign = "left";
  parts.forEach((part, i) => {
    setFont(pen, part, family);
    pen.fillStyle = part.colour;
    pen.fillText(part.text, left, y);
    left += widths[i];
  });
}

/** @type {Record<string, "left" | "right" | "center">} */
const ALIGNED = { "middle left": "right", "middle right": "left", "middle center": "center" };

// A canvas reads a font each time that it is set, also the same one.
/** @type {WeakMap<CanvasRenderingContext2D, string>} */
const fontsOf = new WeakMap();

/** @param {CanvasRenderingContext2D} pen @param {Run} run @param {string} family */
function setFont(pen, { bold, size }, family) {
  const font = `${bold ? "700 " : ""}${size}px ${family}`;
  if (fontsOf.get(pen) !== font) pen.font = font;
  fontsOf.set(pen, font);
}

/**
 * A pen forgets its font with the size of its canvas.
 *
 * @param {CanvasRenderingContext2D} pen
 */
export function forgetFont(pen) {
  fontsOf.delete(pen);
}
