// Texts of a picture, as they are marked up for Plotly.

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
 * A text as it fits into some pixels: its beginning where it is wider, as names are told apart by it,
 * or by what follows an ellipsis in it, before which it gives way first.
 *
 * @param {string} text
 * @param {number} room
 * @param {(text: string) => number} wide How wide a text is, pixels.
 */
export function beginning(text, room, wide) {
  if (wide(text) <= room) return text;
  const inner = text.lastIndexOf("…", text.length - 2);
  if (inner >= 0) {
    const [first, rest] = [text.slice(0, inner), text.slice(inner + 1)];
    const shorter = cut(first, room, (start) => wide(start + rest));
    return wide(shorter + rest) <= room ? shorter + rest : cut(`…${rest}`, room, wide);
  }
  return cut(text, room, wide);
}

/** @param {string} text @param {number} room @param {(text: string) => number} wide */
function cut(text, room, wide) {
  const letters = [...text.replace(/…$/, "")];
  while (letters.length > 1 && wide(`${letters.join("").trimEnd()}…`) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
