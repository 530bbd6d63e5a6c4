// A radio group of items; the browser's own radio buttons do the keys.

/** @import { CandidatesData, Send, Told, View } from "../types.js" */
import { fit, make, setText } from "../shared/dom.js";
import { mounted } from "../shared/mount.js";

/** @implements {View<CandidatesData>} */
class Candidates {
  /** @type {Send} */
  send = () => {};
  /** @type {Option[]} */
  options = [];

  /** @param {HTMLElement | ShadowRoot} root */
  constructor(root) {
    this.group = make("div", "group", make("div", "box", root));
    this.group.setAttribute("role", "radiogroup");
    this.label = make("div", "label", this.group);
    this.list = make("div", "candidates", this.group);
  }

  /** @param {CandidatesData} data */
  update({ label, chosen, items }) {
    setText(this.label, label);
    this.group.setAttribute("aria-label", label);
    const choose = (/** @type {number} */ item) => this.send("chosen", item);
    fit(this.options, items.length, () => new Option(this.list, choose));
    this.options.forEach((option, i) => {
      option.show(items[i], items[i].item_id === chosen);
    });
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {}
}

class Option {
  /** @param {Element} parent @param {(item: number) => void} choose */
  constructor(parent, choose) {
    this.node = make("label", "option", parent);
    this.input = make("input", "unseen", this.node);
    this.input.type = "radio";
    this.input.name = "candidate";
    this.input.addEventListener("change", () => choose(Number(this.input.value)));
    const chip = make("span", "chip", this.node);
    this.mark = make("span", "mark", chip);
    this.name = make("span", "name", chip);
    chip.append(" ");
    this.interest = make("span", "interest", chip);
  }

  /** @param {CandidatesData["items"][number]} item @param {boolean} chosen */
  show({ title, interest, hue, item_id: id }, chosen) {
    this.input.value = String(id);
    this.input.checked = chosen;
    this.mark.dataset.interest = hue || interest;
    this.name.dataset.text = title;
    setText(this.name, title);
    setText(this.interest, interest);
  }

  remove() {
    this.node.remove();
  }
}

export default mounted(Candidates);
