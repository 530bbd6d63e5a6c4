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

/** Tells the page around a frame how high it would be, and says it again where that changes. */
function tellHeight() {
  const column = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!column || column.dataset.told) return;
  column.dataset.told = "yes";
  const tell = () => {
    const height = Math.ceil(column.getBoundingClientRect().height);
    window.parent.postMessage({ attnviz: { height } }, "*"); // no more than how high it is
  };
  new ResizeObserver(tell).observe(column);
}

/** Marks a page in a frame of another site: such a frame takes no file, and the page then says so. */
function markFrame() {
  if (window.parent === window) return;
  try {
    if (window.parent.origin === window.origin) return;
  } catch {} // it keeps its origin from others
  document.documentElement.dataset.framedElsewhere = "yes";
}

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

/** The links that stand around a page's numbers; those among them come with them. */
const LINKS = ':is([data-testid="stSidebar"], .st-key-ways_on) [data-testid="stPageLink"] a';
/** So long a press waits for its link to say what is shown; then it leads where it led before. */
const PATIENCE_MS = 2000;
/** So long it waits for whether it has to. */
const DOUBT_MS = 300;

/** Links that say what is shown come when a hand comes near them: a press of a control need not make a
 *  dozen of them. `mark` is what they lack, `asked` what was asked for last, and `askedAt` when; `touched`
 *  is when something else was pressed last, `told` when the server said last what they lack; `held` is the
 *  number of the press on one of them that waits, and `can` whether the page leaves links behind. */
const links = { mark: "", asked: "", askedAt: 0, touched: 0, told: 0, held: 0, can: false, ask() {} };

/** @param {string} mark */
function setBehind(mark) {
  links.mark = mark;
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

/** Whether a press has not come to its end yet: it may leave links behind. */
function isUnderWay() {
  const app = document.querySelector('[data-testid="stApp"]');
  const runs = app instanceof HTMLElement && app.dataset.testScriptState === "running";
  return links.can && runs && links.touched > links.told;
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
    const waits = links.mark ? link.href === href && waited < PATIENCE_MS : isUnderWay() && waited < DOUBT_MS;
    if (waits) requestAnimationFrame(go);
    else {
      setBehind("");
      links.touched = 0;
      link.click();
    }
  };
  go();
}

function watchLinks() {
  document.addEventListener("pointerover", approach);
  document.addEventListener("pointerdown", approach);
  document.addEventListener("focusin", approach);
  document.addEventListener("keydown", approachByKey);
  document.addEventListener("input", touch);
  document.addEventListener("pointerdown", touch);
  document.addEventListener("pointerdown", letGo);
  window.addEventListener("popstate", letGo);
  document.documentElement.addEventListener("mouseleave", bringUp);
  document.addEventListener("click", hold, { capture: true });
  new MutationObserver((changes) => {
    const came = changes.some(({ target }) => target instanceof Element && target.matches(LINKS));
    if (came) setBehind("");
  }).observe(document.body, { subtree: true, attributeFilter: ["href"] });
}

export default function ({ data: { number, text, embedded, behind, parts }, setTriggerValue }) {
  markFrame();
  if (!document.documentElement.dataset.heard) {
    document.documentElement.dataset.heard = "yes";
    document.addEventListener("click", leadToEnd);
    document.addEventListener("click", closeMenu);
    watchLinks();
  }
  links.ask = () => setTriggerValue("approached", true);
  links.told = performance.now();
  links.can = parts;
  setBehind(behind);
  if (embedded && window.parent !== window) tellHeight();
  const status = region();
  const told = Number(status.dataset.number ?? 0);
  if (number <= told) return;
  status.dataset.number = String(number);
  status.textContent = "";
  setTimeout(() => {
    status.textContent = text;
  }, EMPTY_MS);
}
