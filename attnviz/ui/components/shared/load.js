// A component's module with its style sheets: what it draws is never seen without them.

/** @import { Mounting } from "../types.js" */

/** @typedef {(mounting: Mounting<unknown>) => unknown} Mount */

/** @type {Map<string, Promise<CSSStyleSheet>>} */
const sheets = new Map();

/**
 * @param {Promise<{ default: Mount }>} module The component's, which is on its way.
 * @param {string[]} names Of the style sheets, in order; one that components share is fetched once.
 * @returns {Promise<Mount>}
 */
export async function load(module, names) {
  const [{ default: mount }, ...own] = await Promise.all([module, ...names.map(sheetOf)]);
  return (mounting) => {
    const root = mounting.parentElement;
    if (root instanceof ShadowRoot) {
      const there = root.adoptedStyleSheets;
      root.adoptedStyleSheets = [...there, ...own.filter((sheet) => !there.includes(sheet))];
    }
    // What is no bytes comes as the one entry of a list, see `component` in Python.
    const { data } = mounting;
    return mount(Array.isArray(data) ? { ...mounting, data: data[0] } : mounting);
  };
}

/** @param {string} name */
function sheetOf(name) {
  const sheet = sheets.get(name) ?? fetched(name);
  sheets.set(name, sheet);
  return sheet;
}

/** @param {string} name */
async function fetched(name) {
  const answer = await fetch(new URL(`../${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name} could not be loaded`);
  return new CSSStyleSheet().replace(await answer.text());
}
