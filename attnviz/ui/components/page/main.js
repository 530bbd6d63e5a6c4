// What a page does as a whole: its news, its frame, its links.

/** @import { Mounting, PageData } from "../types.js" */
import { markFrame, tellHeight } from "./frame.js";
import { takeOver, watchLinks } from "./links.js";
import { sayMoved, tell } from "./news.js";

/**
 * Leads to the end of a lesson without an entry of the history: undo is a step back in it.
 *
 * @param {MouseEvent} event
 */
function leadToEnd(event) {
  const link = event.target instanceof Element && event.target.closest("a.to_end");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const end = document.getElementById(link.hash.slice(1));
  end?.setAttribute("tabindex", "-1");
  end?.scrollIntoView();
  end?.focus({ preventScroll: true });
}

/** A window of so many pixels or fewer is covered by the menu, where it is open. */
const COVERED = 768;

/**
 * Closes the menu over a page that was chosen in it: on a phone it would hide what was asked for.
 *
 * @param {MouseEvent} event
 */
function closeMenu(event) {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in a tab of its own
  if (window.innerWidth > COVERED || elsewhere || !(event.target instanceof Element)) return;
  if (!event.target.closest('[data-testid="stSidebar"] [data-testid="stPageLink"] a')) return;
  const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
  if (close instanceof HTMLElement) close.click();
}

function listen() {
  document.documentElement.dataset.heard = "yes";
  document.addEventListener("click", leadToEnd);
  document.addEventListener("click", closeMenu);
  watchLinks();
}

/** @param {Mounting<PageData>} mounting */
export default function ({ data, setTriggerValue, parentElement }) {
  markFrame();
  if (!document.documentElement.dataset.heard) listen();
  takeOver(data.behind, data.parts, setTriggerValue);
  if (data.embedded && window.parent !== window) tellHeight();
  tell(data.number, data.text);
  sayMoved(parentElement, data.moved);
}
