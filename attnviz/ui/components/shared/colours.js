// Colours as the theme has them now. CSS light-dark() is the browser's own answer, so that components
// and pictures never differ.

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
 * The colour of a value on the signed scale; the style sheet knows both themes.
 *
 * @param {number} value
 * @param {number} limit
 */
export function signedColour(value, limit) {
  if (Number.isNaN(value)) return "";
  const place = 4 + 4 * Math.max(-1, Math.min(1, value / limit));
  const low = Math.min(7, Math.floor(place));
  const part = (100 * (place - low)).toFixed(1);
  return `color-mix(in srgb, var(--signed-${low + 1}) ${part}%, var(--signed-${low}))`;
}

/**
 * The colour of a weight of 0..1; its stops are at squares, so that a weight of 0.05 is seen.
 *
 * @param {number} weight
 */
export function weightColour(weight) {
  if (!Number.isFinite(weight)) return "var(--wash)";
  const place = 7 * Math.sqrt(Math.max(0, Math.min(1, weight)));
  const low = Math.min(6, Math.floor(place));
  const [from, to] = [(low / 7) ** 2, ((low + 1) / 7) ** 2];
  const part = (100 * (Math.min(1, weight) - from)) / (to - from);
  return `color-mix(in srgb, var(--weights-${low + 1}) ${part.toFixed(1)}%, var(--weights-${low}))`;
}
