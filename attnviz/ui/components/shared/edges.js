// What scrolls sideways shows it: it fades at each edge beyond which there is more, and can have
// the focus, so that the arrow keys scroll it.

/**
 * Beyond which edges of a box there is more: "before", "after", both or none.
 *
 * @param {{ scrollLeft: number, clientWidth: number, scrollWidth: number }} box Pixels.
 */
export function beyond({ scrollLeft, clientWidth, scrollWidth }) {
  const more = [];
  if (scrollLeft > 4) more.push("before");
  if (scrollLeft + clientWidth < scrollWidth - 4) more.push("after");
  return more.join(" ");
}

/** The edges of an element that scrolls sideways. */
export class Edges {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.watch = new ResizeObserver(() => this.show());
    this.watch.observe(element);
    element.addEventListener("scroll", () => this.show());
  }

  /** Also to be called where what is in the element has changed. */
  show() {
    const { element } = this;
    const more = beyond(element);
    if (element.dataset.more === more) return;
    element.dataset.more = more;
    const reached = element.querySelector("button, [tabindex]");
    if (!reached && element.tabIndex < 0 && more) element.tabIndex = 0;
  }

  stop() {
    this.watch.disconnect();
  }
}
