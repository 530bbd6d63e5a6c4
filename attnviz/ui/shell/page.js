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

export default function ({ data: { number, text, embedded } }) {
  markFrame();
  if (!document.documentElement.dataset.heard) {
    document.documentElement.dataset.heard = "yes";
    document.addEventListener("click", leadToEnd);
    document.addEventListener("click", closeMenu);
  }
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
