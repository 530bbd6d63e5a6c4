class Candidates {
  constructor(root) {
    this.box = make("div", "box", root);
    this.group = make("div", "group", this.box);
    this.group.setAttribute("role", "radiogroup");
    this.label = make("div", "label", this.group);
    this.options = make("div", "candidates", this.group);
  }

  update({ label, chosen, items }) {
    setText(this.label, label);
    this.group.setAttribute("aria-label", label);
    fit(this.options, items.length, (parent) => this.addOption(parent)).forEach((option, i) => {
      const { title, interest, hue, item_id: id } = items[i];
      const [input, chip] = option.children;
      input.value = id;
      input.checked = id === chosen;
      chip.firstElementChild.dataset.interest = hue || interest;
      chip.lastElementChild.dataset.text = title;
      setText(chip.lastElementChild, title);
    });
  }

  addOption(parent) {
    const option = make("label", "option", parent);
    const input = make("input", "unseen", option);
    input.type = "radio";
    input.name = "candidate";
    input.addEventListener("change", () => this.send("chosen", Number(input.value)));
    const chip = make("span", "chip", option);
    make("span", "mark", chip);
    make("span", "name", chip);
  }

  follow() {}

  stop() {}
}

export default mounted(Candidates);
