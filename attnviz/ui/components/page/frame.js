// A page in a frame: what it is told, and what it tells.

/** Tells the page around a frame how high it would be, and says it again where that changes. */
export function tellHeight() {
  const column = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!(column instanceof HTMLElement) || column.dataset.told) return;
  column.dataset.told = "yes";
  const tell = () => {
    const height = Math.ceil(column.getBoundingClientRect().height);
    window.parent.postMessage({ attnviz: { height } }, "*"); // no more than how high it is
  };
  new ResizeObserver(tell).observe(column);
}

/** Marks a page in a frame of another site: such a frame takes no file, and the page then says so. */
export function markFrame() {
  if (window.parent === window) return;
  try {
    if (window.parent.origin === window.origin) return;
  } catch {} // it keeps its origin from others
  document.documentElement.dataset.framedElsewhere = "yes";
}
