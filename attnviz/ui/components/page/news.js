// What the page's news are is told once, by a live region of the whole page: one that comes together with
// its text is not read out.
const ID = "attnviz-announced";
/** A region is read out where its text changes, and it must have been empty for a moment. */
const EMPTY_MS = 150;

function region() {
  const there = document.getElementById(ID);
  if (there) return there;
  const made = document.createElement("div");
  made.id = ID;
  made.setAttribute("role", "status");
  made.style.cssText =
    "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
  document.body.append(made);
  return made;
}

/**
 * Tells a screen reader what is new, once.
 *
 * @param {number} number Of what is told: more than that of what was told before.
 * @param {string} text
 */
export function tell(number, text) {
  const status = region();
  if (number <= Number(status.dataset.number ?? 0)) return;
  status.dataset.number = String(number);
  status.textContent = "";
  setTimeout(() => {
    status.textContent = text;
  }, EMPTY_MS);
}

/**
 * Says in one line over the page's foot what a change has moved, for a moment; the page's styles let it pass.
 *
 * @param {HTMLElement | ShadowRoot} root
 * @param {string} words "" for nothing.
 */
export function sayMoved(root, words) {
  const place = (root instanceof ShadowRoot ? root.host : root).parentElement;
  const line = place?.querySelector(".moved_line");
  if (!place || (line?.textContent ?? "") === words) return;
  line?.remove();
  if (!words) return;
  const made = document.createElement("p");
  made.className = "moved_line";
  made.setAttribute("role", "status");
  made.textContent = words;
  place.append(made);
}
