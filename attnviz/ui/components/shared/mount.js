// Mounting, and the page's cursor, by which components hear of each other.

/** @import { Mounting, Told, View } from "../types.js" */

import { keepFocus } from "./focus.js";

const CURSOR = "attnviz:cursor";

/** @param {Told} detail */
export function announce(detail) {
  window.dispatchEvent(new CustomEvent(CURSOR, { detail }));
}

/**
 * Streamlit calls the script again for new data and for a switched theme: one view stays for all,
 * until Streamlit calls what is returned.
 *
 * @template Data
 * @param {new (root: HTMLElement | ShadowRoot) => View<Data>} Shown
 * @returns {(mounting: Mounting<Data>) => () => void}
 */
export function mounted(Shown) {
  /** @type {WeakMap<Node, { view: View<Data>, leave: () => void }>} */
  const mounts = new WeakMap();
  return ({ parentElement, data, setTriggerValue }) => {
    const mount = mounts.get(parentElement) ?? begun(new Shown(parentElement));
    mounts.set(parentElement, mount);
    mount.view.send = setTriggerValue;
    mount.view.update(data);
    return mount.leave;
  };
}

/**
 * @template Data
 * @param {View<Data>} view
 */
function begun(view) {
  const follow = (/** @type {Event} */ event) => {
    view.follow(/** @type {CustomEvent<Told>} */ (event).detail);
  };
  window.addEventListener(CURSOR, follow);
  keepFocus();
  const leave = () => {
    window.removeEventListener(CURSOR, follow);
    view.stop();
  };
  return { view, leave };
}
