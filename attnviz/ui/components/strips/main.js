// The operands of an opened number, a row each, of which every number can be opened.

/** @import { Send, Strip, StripsData, Told, View } from "../types.js" */
import { make, setText } from "../shared/dom.js";
import { Edges } from "../shared/edges.js";
import { mounted } from "../shared/mount.js";

/** @implements {View<StripsData>} */
class Strips {
  /** @type {Send} */
  send = () => {};

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.root = root;
    const box = make("div", "box scroll", root);
    const table = make("table", "strips", box);
    this.head = make("tr", "", make("thead", "", table));
    this.body = make("tbody", "", table);
    this.note = make("p", "note", box);
    this.edges = new Edges(box);
  }

  /** @param {StripsData} data */
  update({ columns, strips, focus, more }) {
    const held = this.focused()?.dataset.place;
    const width = Math.max(...strips.map((strip) => strip.texts.length));
    this.head.replaceChildren();
    make("td", "", this.head);
    for (let i = 0; i < width; i++) {
      make("th", i === focus ? "focus" : "", this.head, columns[i] ?? "");
    }
    make("td", "", this.head);
    this.body.replaceChildren(...strips.map((strip, row) => this.line(strip, row, focus)));
    setText(this.note, more ? `${more} more columns are not shown.` : "");
    this.note.hidden = !more;
    this.edges.show();
    if (held === undefined) return;
    // The number that was opened is gone with its strip: its place has another one, or the first has.
    const buttons = [...this.body.querySelectorAll("button")];
    (buttons.find((button) => button.dataset.place === held) ?? buttons[0])?.focus();
  }

  /** @returns {HTMLElement | null} */
  focused() {
    const active = this.root instanceof ShadowRoot ? this.root.activeElement : null;
    return active instanceof HTMLElement ? active : null;
  }

  /** @param {Strip} strip @param {number} row @param {number | null} focus */
  line({ label, operator, role, texts, fills, opens, sum, sum_opens }, row, focus) {
    const line = make("tr");
    const name = make("th", "label", line);
    name.scope = "row";
    make("span", "operator", name, operator);
    make("span", "name", name, label).dataset.role = role;
    texts.forEach((text, column) => {
      const cell = make("td", column === focus ? "focus" : "", line);
      if (!text) return;
      const opened = opens[column] ? [row, column] : null;
      const content = this.number(cell, "cell", text, `Open this number of ${label}`, opened);
      const fill = fills[column];
      if (fill) Object.assign(content.style, { background: fill.cell, color: fill.number });
    });
    const total = make("td", "sum", line);
    if (!sum) return line;
    make("span", "sigma", total, "Σ ");
    const opened = sum_opens ? [row, null] : null;
    this.number(total, sum_opens ? "opens" : "", sum, "Open this sum", opened);
    return line;
  }

  /**
   * A number; a button if a click opens it.
   *
   * @param {Element} parent
   * @param {string} look
   * @param {string} text
   * @param {string} title
   * @param {(number | null)[] | null} opened What Python hears.
   */
  number(parent, look, text, title, opened) {
    if (opened === null) return make("span", look, parent, text);
    const button = make("button", look, parent, text);
    button.title = title;
    button.dataset.place = String(opened);
    button.addEventListener("click", () => this.send("opened", opened));
    return button;
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {
    this.edges.stop();
  }
}

export default mounted(Strips);
