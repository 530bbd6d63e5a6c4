// Links to other pages that say what is shown as soon as they matter.

/** @import { Send } from "../types.js" */
import { RUNNING } from "../shared/dom.js";

/** The links that stand around a page's numbers; those among them come with them. */
const LINKS =
  ':is([data-testid="stSidebar"], .st-key-ways_on, .st-key-ways_below) [data-testid="stPageLink"] a';
/** So long a press waits for its link to say what is shown; then it leads where it led before. */
const PATIENCE_MS = 2000;
/** So long it waits for whether it has to: a slider tells of a key 200 ms after it, and then the server. */
const DOUBT_MS = 600;

/** Links that say what is shown come when a hand comes near them: a press of a control need not make a
 *  dozen of them. `mark` is what they lack, `asked` what was asked for last, and `askedAt` when; `touched`
 *  is when something else was pressed last, `told` when the server said last what they lack; `come` is
 *  whether some of them have come; `held` is the number of the press on one of them that waits, and `can`
 *  whether the page leaves links behind. */
const links = {
  mark: "",
  asked: "",
  askedAt: 0,
  touched: 0,
  told: 0,
  come: false,
  held: 0,
  can: false,
  ask() {},
};

/** @param {string} mark */
function setBehind(mark) {
  links.mark = mark;
  links.come = false;
  if (!mark) links.asked = "";
  document.documentElement.toggleAttribute("data-links-behind", mark !== "");
}

function bringUp() {
  const now = performance.now();
  const isAsked = links.asked === links.mark && now < links.askedAt + PATIENCE_MS;
  if (!links.mark || isAsked) return;
  links.asked = links.mark;
  links.askedAt = now;
  links.ask();
}

/** @param {EventTarget | null} target */
const linkOf = (target) => (target instanceof Element ? target.closest(LINKS) : null);

/** @param {Event} event */
function approach({ target }) {
  if (linkOf(target)) bringUp();
}

/** @param {Event} event */
function touch({ target }) {
  if (!linkOf(target)) links.touched = performance.now();
}

/** The hand has gone on to something else. */
function letGo() {
  links.held += 1;
}

/** Whether a press has not come to its end yet: it may leave links behind. Until the server has begun a
 *  run, the page says nothing of it. */
function isUnderWay() {
  if (!links.can || links.touched <= links.told) return false;
  const isOnItsWay = performance.now() < links.touched + DOUBT_MS;
  return isOnItsWay || document.querySelector(RUNNING) !== null;
}

/** A hand on the way to the browser's own menu, or to its keys, may print the page.
 *
 * @param {KeyboardEvent} event
 */
function approachByKey({ key }) {
  if (key === "Control" || key === "Meta") bringUp();
}

/**
 * Lets a press on a link that is behind wait until it is not.
 *
 * @param {MouseEvent} event
 */
function hold(event) {
  const link = linkOf(event.target);
  if (!(links.mark || isUnderWay()) || !(link instanceof HTMLAnchorElement)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // not to this page
  event.preventDefault();
  event.stopImmediatePropagation();
  const { href } = link;
  const begun = performance.now();
  letGo();
  const { held } = links;
  const go = () => {
    if (links.held !== held) return;
    bringUp();
    const waited = performance.now() - begun;
    const waits = links.mark
      ? link.href === href && waited < PATIENCE_MS
      : isUnderWay() && waited < DOUBT_MS;
    if (waits) requestAnimationFrame(go);
    else {
      setBehind("");
      links.touched = 0;
      link.click();
    }
  };
  go();
}

export function watchLinks() {
  // While they go down to their targets: what has a key or a press to itself lets nobody hear of it above.
  const first = { capture: true };
  document.addEventListener("pointerover", approach, first);
  document.addEventListener("pointerdown", approach, first);
  document.addEventListener("focusin", approach, first);
  document.addEventListener("keydown", approachByKey, first);
  document.addEventListener("input", touch, first);
  document.addEventListener("keydown", touch, first); // a slider that is moved by keys tells of nothing else
  document.addEventListener("pointerdown", touch, first);
  document.addEventListener("pointerdown", letGo, first);
  window.addEventListener("popstate", letGo);
  document.documentElement.addEventListener("mouseleave", bringUp);
  document.addEventListener("click", hold, first);
  // They come one by one: all have come when the run has ended.
  new MutationObserver((changes) => {
    links.come ||= changes.some(({ target }) => target instanceof Element && target.matches(LINKS));
    if (links.come && !document.querySelector(RUNNING)) setBehind("");
  }).observe(document.body, { subtree: true, attributeFilter: ["href", "data-test-script-state"] });
}

/**
 * @param {string} behind What links lack, as a short mark; "" for nothing.
 * @param {boolean} canBeBehind Whether the page leaves links behind at all.
 * @param {Send} send
 */
export function takeOver(behind, canBeBehind, send) {
  links.ask = () => send("approached", true);
  links.told = performance.now();
  links.can = canBeBehind;
  setBehind(behind);
}
