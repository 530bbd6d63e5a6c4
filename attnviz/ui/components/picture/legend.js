// What a picture's scales and patterns mean, below it.

/** @import { LegendEntry } from "../types.js" */
import { make } from "../shared/dom.js";

/** @param {LegendEntry[]} entries @param {Record<string, string>} dark */
export function legendNode(entries, dark) {
  const legend = make("div", "legend");
  for (const { swatch, before, after, words, gradient } of entries) {
    const entry = make("span", "entry", legend);
    if (before) make("span", "", entry, before);
    const sample = make("span", `swatch ${swatch}`, entry);
    make("span", "unseen", sample, `${words} `);
    if (gradient) sample.style.background = inBothThemes(gradient, dark);
    make("span", "", entry, after);
  }
  return legend;
}

/**
 * Both themes' colours at once: the browser takes the one that holds.
 *
 * @param {string} gradient
 * @param {Record<string, string>} dark
 */
function inBothThemes(gradient, dark) {
  return gradient.replace(/#[0-9A-F]{6}/g, (light) => `light-dark(${light}, ${dark[light]})`);
}
