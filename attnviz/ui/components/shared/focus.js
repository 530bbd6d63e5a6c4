// Where the focus goes when what had it is gone: a browser leaves it to the page's body, so the next Tab
// would begin at the top, and a screen reader would say nothing of what has come instead.

const REMEMBERED = 30;

/** What has the focus, and all that it stands in. @type {HTMLElement[]} */
let path = [];
/** What had it before, the latest first. @type {WeakRef<HTMLElement>[]} */
let before = [];

/** Keeps the focus on the page, for as long as the page is there. */
export function keepFocus() {
  // Of the page and not of this module: a script that had to be asked for again is another module.
  if (globalThis.attnvizKeepsFocus) return;
  globalThis.attnvizKeepsFocus = true;
  document.addEventListener("focusin", (event) => {
    path = event.composedPath().filter((node) => node instanceof HTMLElement);
    const [target] = path;
    if (target) before = [new WeakRef(target), ...before.slice(0, REMEMBERED - 1)];
  });
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
}

function mend() {
  const [lost] = path;
  if (!lost || lost.isConnected || document.activeElement !== document.body) return;
  const home = path.find((node) => node.isConnected && isPart(node));
  const known = before.map((ref) => ref.deref()).find((node) => node?.isConnected);
  const next = home ?? known ?? document.querySelector("h1");
  path = [];
  if (!(next instanceof HTMLElement)) return;
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

/**
 * Whether it is a part of the page that has a name, such as the panel of an opened number.
 *
 * @param {HTMLElement} node
 */
function isPart(node) {
  return [...node.classList].some((name) => name.startsWith("st-key-"));
}
