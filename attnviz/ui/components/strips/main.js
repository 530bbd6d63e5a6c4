// Colours dark enough that a number on them is written in the card's colour.
const STRONG = new Set(["weights-5", "weights-6", "weights-7", "signed-0", "signed-8", "grey-4"]);

class Strips {
  constructor(root) {
    this.box = make("div", "box scroll", root);
    this.table = make("table", "strips", this.box);
    this.head = make("tr", "", make("thead", "", this.table));
    this.body = make("tbody", "", this.table);
    this.note = make("p", "note", this.box);
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.send("opened", [Number(button.dataset.row), button.dataset.column ? Number(button.dataset.column) : null]);
    });
  }

  update({ columns, strips, focus, more }) {
    const width = Math.max(...strips.map((strip) => strip.texts.length));
    this.head.replaceChildren();
    make("td", "", this.head);
    for (let i = 0; i < width; i++) make("th", i === focus ? "focus" : "", this.head, columns[i] ?? "");
    make("td", "", this.head);
    this.body.replaceChildren(...strips.map((strip, row) => this.strip(strip, row, focus)));
    setText(this.note, more ? `${more} more columns are not shown.` : "");
    this.note.hidden = !more;
  }

  strip({ label, operator, role, texts, fills, opens, sum, sum_opens }, row, focus) {
    const line = document.createElement("tr");
    const name = make("th", "label", line);
    name.scope = "row";
    make("span", "operator", name, operator);
    make("span", "name", name, label).dataset.role = role;
    texts.forEach((text, column) => {
      const cell = make("td", column === focus ? "focus" : "", line);
      if (!text) return;
      const content = make(opens[column] ? "button" : "span", "cell", cell, text);
      content.dataset.row = row;
      content.dataset.column = column;
      if (opens[column]) content.title = `Open this number of ${label}`;
      if (fills[column]) content.style.background = `var(--${fills[column]})`;
      content.classList.toggle("strong", STRONG.has(fills[column]));
    });
    const total = make("td", "sum", line);
    if (!sum) return line;
    make("span", "sigma", total, "Σ ");
    const content = make(sum_opens ? "button" : "span", sum_opens ? "opens" : "", total, sum);
    content.dataset.row = row;
    if (sum_opens) content.title = "Open this sum";
    return line;
  }

  follow() {}

  stop() {}
}

export default mounted(Strips);
