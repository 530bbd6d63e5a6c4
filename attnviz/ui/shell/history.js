// One visit of a page is one entry of the browser's history. Streamlit adds an entry for each change
// of the query by Python, and on the way to another page it first strips the entry of the page that
// is left of its settings, then adds two for the page that comes. Back would pass through all these.
const { pushState, replaceState } = history;
let leaving = false;

// A view of a lesson is a visit of its own, also where the next one is of the same page.
const LESSON = "lesson", PLACE = "at";

function named(address, name) {
  return new URL(address, location.href).searchParams.get(name);
}

function samePage(url) {
  return new URL(url, location.href).pathname === location.pathname;
}

function sameVisit(url) {
  const here = named(location.href, PLACE);
  return samePage(url) && (here === null || here === named(url, PLACE));
}

// On the way to a lesson's view on another page, Streamlit strips the entry of its lesson as well.
function stripped(url) {
  return samePage(url) && named(location.href, LESSON) !== null && named(url, LESSON) === null;
}

function replace(state, title, url) {
  if (!(leaving && samePage(url)) && !stripped(url)) replaceState.call(history, state, title, url);
}

function push(state, title, url) {
  if (sameVisit(url) || stripped(url) || (leaving && samePage(url))) {
    replace(state, title, url);
  } else {
    leaving = false;
    pushState.call(history, state, title, url);
  }
}

function noteLeaving(event) {
  const link = event.target.closest?.('[data-testid="stPageLink-NavLink"]');
  // Streamlit writes the main page's link as "".
  if (link && !samePage(link.getAttribute("href") || "./")) leaving = true;
  if (event.target.closest?.('[class*="st-key-lesson_"][class*="_elsewhere"] button')) leaving = true;
}

export default function () {
  if (history.oneEntryAVisit) return;
  Object.assign(history, { oneEntryAVisit: true, pushState: push, replaceState: replace });
  document.addEventListener("click", noteLeaving, true);
  window.addEventListener("popstate", () => (leaving = false));
}
