// The head of an opened number's panel: the way back and forward, what the number is made of, Close.
// It also puts the panel where it covers little of what it explains.

/** @import { OpenedData, Seen, Send, Told, View } from "../types.js" */
/** @import { Dock } from "./dock.js" */
import { fit, make, reducedMotion, setText } from "../shared/dom.js";
import { mounted, seenPinned } from "../shared/mount.js";
import { dockFor, isCovered, MARGIN, scrollBackFor, scrollFor } from "./dock.js";

const PANEL = ".st-key-opened";
/** A lesson's way on, its answered question, and there the verdict. */
const WAY_ON = ".st-key-lesson_bar";
const QUESTION = ".st-key-prediction";
const VERDICT = `${QUESTION} [data-testid=stAlert]`;
/** How far a panel reaches over the page's column on both sides, pixels. */
const OVER = 16;
const WIDEST_BESIDE = 640;
/** The panel is as high as this, once all of it has come, or as half of the window: pixels. */
const EXPECTED = 340;
/** What Streamlit has over the top of a page, pixels. */
const HEAD = 60;
/** What is put into a live region together with the region is not read out. */
const SAID_MS = 150;
/** So long after a number was opened the page may scroll for it. */
const ARRIVING_MS = 1000;
/** So long a panel waits for the picture of its number, which may not have been drawn yet. */
const DRAWN_MS = 400;
const FIELDS = "textarea, input:not([type=range], [type=radio], [type=checkbox])";
/** Where Escape means something else: what stands over the page, and fields of text. */
const OTHERS = `[role=dialog], [role=menu], [aria-expanded=true], ${FIELDS}`;

/** @implements {View<OpenedData>} */
class Opened {
  /** @type {Send} */
  send = () => {};
  title = "";
  value = "";
  /** @type {HTMLElement | null} */
  panel = null;
  /** Where the learner has moved it; "" if it has not been moved. @type {"above" | "below" | ""} */
  wanted = "";
  /** @type {HTMLButtonElement[]} */
  parents = [];
  comesWithLesson = false;
  openedAt = 0;
  timer = 0;
  frame = 0;

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.root = root;
    const bar = make("div", "bar", make("div", "box", root));
    this.from = make("div", "from", bar);
    make("span", "", this.from, "made of");
    const ways = make("div", "ways", bar);
    this.back = make("button", "", ways, "‹");
    this.forward = make("button", "", ways, "›");
    this.other = make("button", "other", ways, "⇅");
    name(this.other, "Move to the other edge");
    this.close = make("button", "", ways, "×");
    name(this.close, "Close");
    this.said = make("div", "unseen", bar);
    this.said.setAttribute("aria-live", "polite");
    this.back.addEventListener("click", () => this.go(this.back, -1));
    this.forward.addEventListener("click", () => this.go(this.forward, 1));
    this.other.addEventListener("click", () => this.move());
    this.close.addEventListener("click", () => this.send("closed", true));
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.watch = new ResizeObserver(() => this.placeSoon());
  }

  /** @param {OpenedData} data */
  update({ title, value, parents, back, forward, comes_with_lesson }) {
    this.comesWithLesson = comes_with_lesson;
    nameWay(this.back, "Back", back);
    nameWay(this.forward, "Forward", forward);
    const held = this.parents.find((button) => button.matches(":focus"));
    fit(this.parents, parents.length, (i) => {
      const button = make("button", "parent", this.from);
      button.addEventListener("click", () => this.send("opened", i));
      return button;
    });
    parents.forEach((parent, i) => {
      setText(this.parents[i], parent);
    });
    this.from.hidden = !parents.length;
    // The number that was opened may be made of fewer.
    if (held && !held.isConnected) (this.parents.at(-1) ?? this.close).focus();
    if (title !== this.title) {
      this.title = title;
      this.openedAt = performance.now();
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => setText(this.said, `Opened: ${title}`), SAID_MS);
    }
    if (value !== this.value) {
      this.value = value;
      this.leaveField();
    }
    this.placeSoon();
  }

  /** Once another number has been typed, the keys are the panel's again, and not the field's. */
  leaveField() {
    const { activeElement } = document;
    if (!this.panel?.contains(activeElement) || !activeElement?.matches(FIELDS)) return;
    this.panel.tabIndex = -1;
    this.panel.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} button @param {number} by */
  go(button, by) {
    if (button.getAttribute("aria-disabled") !== "true") this.send("gone", by);
  }

  /** Where the learner wants it, whatever it covers there. */
  move() {
    if (!this.panel) return;
    this.wanted = this.panel.dataset.dock === "above" ? "below" : "above";
    this.place();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector(":popover-open")) return;
    const within = event.composedPath();
    if (within.some((node) => node instanceof Element && node.matches(OTHERS))) return;
    this.send("closed", true);
  }

  /** Once the page has been laid out. */
  placeSoon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.place());
  }

  place() {
    const host = this.root instanceof ShadowRoot ? this.root.host : this.root;
    /** @type {HTMLElement | null} */
    const panel = host.closest(PANEL);
    const scroller = panel?.closest("main");
    const column = panel?.parentElement?.parentElement;
    if (!panel || !scroller || !column) return;
    if (panel !== this.panel) {
      this.panel = panel;
      this.watch.disconnect();
      for (const watched of [panel, scroller]) this.watch.observe(watched);
      panel.setAttribute("role", "region");
    }
    panel.setAttribute("aria-label", `The arithmetic of ${this.title}`);
    const seen = seenPinned();
    const age = performance.now() - this.openedAt;
    if (!seen.length && age < DRAWN_MS) {
      this.placeSoon();
      if (!panel.dataset.dock) return;
    }
    const room = scroller.getBoundingClientRect();
    const high = Math.max(panel.offsetHeight, Math.min(EXPECTED, room.height / 2));
    const judged = this.comesWithLesson && seenOf(QUESTION).length > 0;
    const page = { room, column: column.getBoundingClientRect(), height: high, judged };
    const now = /** @type {Dock | ""} */ (panel.dataset.dock ?? "");
    const best = dockFor(page, seen, now);
    const movable = best === "above" || best === "below";
    const dock = movable && this.wanted ? this.wanted : best;
    this.other.hidden = !movable;
    const [left, right] = edges(dock, page);
    panel.style.left = `${left}px`;
    panel.style.width = `${right - left}px`;
    panel.dataset.dock = dock;
    // What a lesson says, and whether an answer was right, is read before the picture is.
    const covered = panel.offsetHeight + MARGIN;
    keepClear(dock, covered, this.comesWithLesson ? null : scroller);
    if (age > ARRIVING_MS) return;
    const head = room.top + (dock === "above" ? covered : HEAD);
    const end = room.bottom - (dock === "sheet" || dock === "below" ? covered : 0);
    let top = 0;
    if (judged) {
      const wayOn = scrollFor(seenOf(WAY_ON, QUESTION), end, head);
      top = Math.max(wayOn, scrollFor(seenOf(VERDICT), end, head));
    } else if (this.comesWithLesson) return;
    else if (dock === "sheet") top = scrollFor(seen, end, head);
    else if (isCovered(seen, panel.getBoundingClientRect())) {
      top = dock === "above" ? -scrollBackFor(seen, head) : scrollFor(seen, end, head);
    }
    if (top) scroller.scrollBy({ top, behavior: reducedMotion() ? "instant" : "smooth" });
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {
    document.removeEventListener("keydown", this.onKey);
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    keepClear("beside", 0, this.panel?.closest("main"));
  }
}

/** What the page has of a few parts, which are to be seen together. @param {string[]} parts */
function seenOf(...parts) {
  const cells = parts.flatMap((part) => {
    return document.querySelector(part)?.getBoundingClientRect() ?? [];
  });
  return cells.length ? [{ picture: cells[0], cells }] : [];
}

/** @param {Dock} dock @param {Parameters<typeof dockFor>[0]} page */
function edges(dock, { room, column }) {
  if (dock === "sheet") return [room.left, room.right];
  if (dock !== "beside") return [column.left - OVER, column.right + OVER];
  const left = column.right + OVER;
  return [left, Math.min(left + WIDEST_BESIDE, room.right - OVER)];
}

/**
 * Lets the page scroll what lies under the panel out from under it, also its head.
 *
 * @param {Dock} dock
 * @param {number} height Pixels.
 * @param {Element | null} [scroller]
 */
function keepClear(dock, height, scroller) {
  const { style } = document.documentElement;
  const below = dock === "below" || dock === "sheet";
  const before = Number.parseFloat(style.getPropertyValue("--opened-above")) || 0;
  const above = dock === "above" ? height : 0;
  style.setProperty("--opened-above", `${above}px`);
  style.setProperty("--opened-below", below ? `${height}px` : "0px");
  // The page is longer at its top, and what is seen of it stays where it is.
  if (scroller && above !== before) scroller.scrollTop += above - before;
}

/** @param {HTMLElement} button @param {string} text */
function name(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}

/**
 * A button that is disabled would lose the focus, so it only says that it leads nowhere.
 *
 * @param {HTMLElement} button
 * @param {string} way
 * @param {string} to Which number is there; "" for none.
 */
function nameWay(button, way, to) {
  name(button, to ? `${way} to ${to}` : `${way}: nothing there`);
  button.setAttribute("aria-disabled", String(!to));
}

export default mounted(Opened);
