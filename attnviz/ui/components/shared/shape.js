// A tensor's shape as text, such as "B=5 T=10", whose axes are marked for a moment where their lengths
// have changed.

import { make } from "./dom.js";

/**
 * The axes of a shape and their lengths.
 *
 * @param {string} shape
 * @returns {[string, string][]}
 */
export function sizesOf(shape) {
  return shape
    .split(" ")
    .filter(Boolean)
    .map((size) => {
      const [axis, length = ""] = size.split("=");
      return [axis, length];
    });
}

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/**
 * Writes a shape; a mark begins when the shape is another one than before.
 *
 * @param {Element} element
 * @param {string} shape
 * @param {string[]} moved Axes that are marked.
 */
export function writeShape(element, shape, moved) {
  const state = `${shape}, ${moved}`;
  if (written.get(element) === state) return;
  written.set(element, state);
  element.replaceChildren();
  sizesOf(shape).forEach(([axis, length], i) => {
    if (i) element.append(" ");
    const look = moved.includes(axis) ? "moved" : "";
    make("span", look, element, length ? `${axis}=${length}` : axis);
  });
}
