// Mounting, and the page's cursor, by which components hear of each other.

/** @import { Mounting, Seen, Told, View } from "../types.js" */

import { keepFocus } from "./focus.js";

const CURSOR = "attnviz:cursor";
const SEEN = "attnviz:seen";

/** @param {Told} detail */
export function announce(detail) {
  window.dispatchEvent(new CustomEvent(CURSOR, { detail }));
}

/**
 * Where the pictures of the page have the pinned number.
 *
 * @returns {Seen[]}
 */
export function seenPinned() {
  /** @type {Seen[]} */
  const detail = [];
  window.dispatchEvent(new CustomEvent(SEEN, { detail }));
  return detail;
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
  const tell = (/** @type {Event} */ event) => {
    const seen = view.seen?.();
    if (seen) /** @type {CustomEvent<Seen[]>} */ (event).detail.push(seen);
  };
  window.addEventListener(CURSOR, follow);
  window.addEventListener(SEEN, tell);
  keepFocus();
  const leave = () => {
    window.removeEventListener(CURSOR, follow);
    window.removeEventListener(SEEN, tell);
    view.stop();
  };
  return { view, leave };
}
