// Colours as the theme has them now. CSS light-dark() is the browser's own answer, so that components
// and pictures never differ.

import { isPrinting } from "./printing.js";

/**
 * The colour of a custom property. The node that answers stays: one that comes and goes makes the
 * browser look at all styles anew.
 *
 * @param {Element} node
 * @param {string} property Such as "--page".
 */
export function colourOf(node, property) {
  const known = /** @type {HTMLElement | null} */ (node.querySelector(":scope > .colour"));
  const probe = known ?? node.appendChild(document.createElement("span"));
  probe.className = "colour";
  probe.hidden = true;
  const scheme = isPrinting() ? "light" : "";
  if (probe.style.colorScheme !== scheme) probe.style.colorScheme = scheme;
  const asked = `var(${property})`;
  if (probe.style.color !== asked) probe.style.color = asked;
  return getComputedStyle(probe).color;
}

/** @param {Element} node @param {string} property */
export function channelsOf(node, property) {
  const [red, green, blue] = (colourOf(node, property).match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** @param {Element} node */
export function isDark(node) {
  const [red, green, blue] = channelsOf(node, "--page");
  return red + green + blue < 384;
}

/**
 * Between which stops of a scale a place is, and which part of the way.
 *
 * @param {readonly number[]} stops 0..1, rising; the first is 0, the last 1.
 * @param {number} place Below the first or above the last it is at it.
 * @returns {[number, number]} The stop below, counted from 0, and 0..1.
 */
export function between(stops, place) {
  const at = Math.max(0, Math.min(1, place));
  const low = Math.max(stops.findIndex((stop) => stop >= at) - 1, 0);
  return [low, (at - stops[low]) / (stops[low + 1] - stops[low])];
}

/**
 * The colour at a place of a scale, as CSS; the style sheet knows both themes.
 *
 * @param {string} scale
 * @param {readonly number[]} stops
 * @param {number} place 0..1; NaN has no colour.
 */
export function scaleColour(scale, stops, place) {
  if (Number.isNaN(place)) return "";
  const [low, part] = between(stops, place);
  const share = (100 * part).toFixed(1);
  return `color-mix(in srgb, var(--${scale}-${low + 1}) ${share}%, var(--${scale}-${low}))`;
}

/**
 * The largest finite size among numbers, or 1 where there is none above 0.
 *
 * @param {number[]} values
 */
export function limitOf(values) {
  return Math.max(0, ...values.map(Math.abs).filter(Number.isFinite)) || 1;
}

/** @param {number} value @param {number} limit The ends of the scale are ±limit. */
export function signedPlace(value, limit) {
  return (value / limit + 1) / 2;
}
