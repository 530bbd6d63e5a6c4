// Plotly, for the pages that have a chart, and its style rules.

/** @import { Plotly } from "../types.js" */
import { make } from "../shared/dom.js";

/** @type {Promise<Plotly> | null} */
let loading = null;

/**
 * plotly.min.js once for all charts of the page, from the server that serves the page.
 *
 * @param {string} path Below the server's address.
 * @returns {Promise<Plotly>}
 */
export function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const script = make("script", "", document.head);
    const failed = () => {
      loading = null; // The next chart tries again.
      script.remove();
      reject(new Error("plotly.min.js could not be loaded"));
    };
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : failed());
    script.onerror = failed;
    // This file is below the folder of the components, which is below "component/".
    script.src = new URL(`../../../${path}`, import.meta.url).href;
  });
  return loading;
}

/**
 * Plotly puts its rules into the document; a shadow root needs its own copy of them.
 *
 * @param {HTMLElement | ShadowRoot} root
 */
export function adoptPlotlyStyles(root) {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  for (const style of document.querySelectorAll('style[id^="plotly.js-style"]')) {
    const rules = /** @type {HTMLStyleElement} */ (style).sheet?.cssRules ?? [];
    for (const rule of rules) sheet.insertRule(rule.cssText, sheet.cssRules.length);
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/**
 * Where the axes of a drawn graph are, in its own px: a legend takes room that its layout does not
 * tell. Plotly has no public way to ask; this is the area that it listens to for a drag.
 *
 * @param {HTMLElement} graph
 */
export function areaOf(graph) {
  const area = graph.querySelector(".nsewdrag");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) =>
    Number(area?.getAttribute(name)),
  );
  return { x, y, width, height };
}
