// What the hand does on every page: undo and redo, and numbers that are typed into sliders. And what it
// must not do in vain: press a page that has lost its server.

/** @import { HandData, Send, Told, View } from "../types.js" */
import { draw, make, RUNNING } from "../shared/dom.js";
import { mounted } from "../shared/mount.js";
import { Connection } from "./connection.js";
import { Editor } from "./editor.js";
import { wayOf, writes } from "./keys.js";

const LOOK_MS = 30;
/** Between an act and Streamlit's asking for a run lies less than this. */
const BEGUN_MS = 350;
/** A slider that is moved by keys tells of nothing else. */
const ACTS = ["keydown", "pointerup", "input", "change", "click"];
/** So long at most an undo waits for a change that is about to be written into the address. */
const WAIT_MS = 3000;
const MODIFIERS = new Set(["Control", "Meta", "Shift", "Alt"]);
const ICONS = { undo: "M6 3L2.5 6.5L6 10M3 6.5H10A3.5 3.5 0 0 1 10 13.5H6" };

/** @implements {View<HandData>} */
class Hand {
  /** @type {Send} */
  send = () => {};
  /** What waits to be gone, one after the other. */
  going = Promise.resolve();
  /** When something of the page was moved or pressed last. */
  actedAt = -BEGUN_MS;
  /** The session that has drawn the page. */
  session = "";

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    const box = make("div", "box", root);
    this.ways = make("div", "ways", box);
    this.ways.setAttribute("role", "group");
    this.ways.setAttribute("aria-label", "Changes");
    this.undo = wayButton("undo", "Undo", "Ctrl+Z", this.ways);
    this.redo = wayButton("redo", "Redo", "Ctrl+Shift+Z", this.ways);
    this.undo.addEventListener("click", () => this.go(-1));
    this.redo.addEventListener("click", () => this.go(1));
    this.editor = new Editor(box, (typed) => this.send("typed", typed));
    this.connection = new Connection(() => this.send("back", this.session));
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.onEntry = () => this.showWays();
    this.onAct = (/** @type {Event} */ event) => {
      const goes = event instanceof KeyboardEvent && (wayOf(event) || MODIFIERS.has(event.key));
      const own = event.composedPath().includes(this.ways);
      if (!goes && !own) this.actedAt = performance.now();
    };
    document.addEventListener("keydown", this.onKey);
    for (const act of ACTS) document.addEventListener(act, this.onAct, true);
    window.navigation?.addEventListener("currententrychange", this.onEntry);
    this.showWays();
  }

  /** @param {HandData} data */
  update(data) {
    this.session = data.session;
    this.editor.update(data);
  }

  /** Whether there is a view of this page's visit to go to. @param {number} by */
  leads(by) {
    const { navigation } = window;
    const at = navigation?.currentEntry?.index ?? -1;
    return at >= 0 && navigation?.entries()[at + by]?.sameDocument === true;
  }

  showWays() {
    // Without it there is no knowing whether a step back would leave the app.
    this.ways.hidden = !window.navigation;
    this.undo.setAttribute("aria-disabled", String(!this.leads(-1)));
    this.redo.setAttribute("aria-disabled", String(!this.leads(1)));
  }

  /** Once what was changed last is in the address. @param {number} by */
  go(by) {
    this.going = this.going.then(async () => {
      await this.rested();
      if (!this.leads(by)) return;
      if (by < 0) history.back();
      else history.forward();
      await new Promise((done) => setTimeout(done, LOOK_MS));
    });
  }

  /** A run writes the address at its end. */
  async rested() {
    const end = performance.now() + WAIT_MS;
    const soon = () => performance.now() - this.actedAt < BEGUN_MS;
    while ((soon() || document.querySelector(RUNNING)) && performance.now() < end) {
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const way = wayOf(event);
    if (event.defaultPrevented || event.composedPath().some(writes)) return;
    if (event.key === "?" && !document.querySelector("[role=dialog]")) this.send("asked", true);
    if (!way) return;
    event.preventDefault();
    this.go(way);
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {
    document.removeEventListener("keydown", this.onKey);
    for (const act of ACTS) document.removeEventListener(act, this.onAct, true);
    window.navigation?.removeEventListener("currententrychange", this.onEntry);
    this.editor.stop();
    this.connection.stop();
  }
}

/**
 * @param {string} look
 * @param {string} text
 * @param {string} keys
 * @param {Element} parent
 */
function wayButton(look, text, keys, parent) {
  const button = make("button", look, parent);
  button.setAttribute("aria-label", text);
  button.title = `${text} (${keys})`;
  const icon = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button);
  draw("path", { d: ICONS.undo }, icon);
  return button;
}

export default mounted(Hand);
