// The candidate with its vector and its score.

/** @import { Reading, RibbonsData } from "../types.js" */
/** @import { Look, Open } from "./vector.js" */
import { make, setText } from "../shared/dom.js";
import { probability } from "../shared/numbers.js";
import { placeOf, Vector } from "./vector.js";

export class Result {
  /** @param {Element} parent @param {Open} open */
  constructor(parent, open) {
    const result = make("div", "result", parent);
    const candidate = make("div", "card candidate", result);
    this.mark = make("span", "mark", candidate);
    const words = make("span", "words", candidate);
    this.title = make("span", "click", words);
    words.append(" ");
    this.interest = make("span", "interest", words);
    make("div", "stem", result);
    this.query = new Vector("query", result, open);
    const score = make("div", "score", result);
    const question = make("div", "question", score, "Score: would they click");
    this.asked = make("b", "", question);
    question.append("?");
    this.score = make("button", "number", score);
    this.score.addEventListener("click", () => open("score", 0));
    this.meter = make("div", "fill", make("div", "meter", score));
    const ends = make("div", "ends", score);
    const no = make("span", "", ends, "no");
    this.source = make("span", "", ends);
    const yes = make("span", "", ends, "yes");
    for (const end of [no, yes]) end.setAttribute("aria-hidden", "true");
  }

  /** @param {RibbonsData["candidate"]} candidate */
  name({ hue, interest, title }) {
    this.mark.dataset.interest = hue || interest;
    setText(this.title, title);
    setText(this.interest, interest);
    setText(this.asked, ` ${title}`);
  }

  /** @param {Reading} reading @param {Look} look */
  paint({ query, score }, look) {
    this.query.paint(query, look);
    const number = score === null ? NaN : Number(score);
    const known = Number.isFinite(number);
    const pinned = placeOf(look.opens.score, look.cell) !== null;
    setText(this.score, score === null ? "–" : probability(number));
    const words = score === null ? "no score here" : this.score.textContent;
    this.score.setAttribute(
      "aria-label",
      `Score, would they click${this.asked.textContent}: ${words}`,
    );
    this.score.disabled = !("score" in look.opens);
    this.score.classList.toggle("pinned", pinned);
    this.score.setAttribute("aria-pressed", String(pinned));
    setText(this.source, score === null ? "no score here" : "the click model's own");
    this.meter.style.width = known ? `${100 * Math.min(1, Math.max(0, number))}%` : "0";
  }
}
