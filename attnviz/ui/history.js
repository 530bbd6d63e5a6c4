// One visit of a page is one entry of the browser's history. Streamlit adds an entry for each change
// of the query by Python, and on the way to another page it first strips the entry of the page that
// is left of its settings, then adds two for the page that comes. Back would pass through all these.
const { pushState, replaceState } = history;
let leaving = false;

function samePage(url) {
  return new URL(url, location.href).pathname === location.pathname;
}

function replace(state, title, url) {
  if (!(leaving && samePage(url))) replaceState.call(history, state, title, url);
}

function push(state, title, url) {
  if (samePage(url)) {
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
}

export default function () {
  if (history.oneEntryAVisit) return;
  Object.assign(history, { oneEntryAVisit: true, pushState: push, replaceState: replace });
  document.addEventListener("click", noteLeaving, true);
  window.addEventListener("popstate", () => (leaving = false));
}
