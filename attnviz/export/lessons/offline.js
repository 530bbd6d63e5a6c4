// One question at a time: an answer is judged, what is true is told, and the end counts.

/** @typedef {{ right: number[], near: number[] }} Judged */

const VERDICTS = { right: "✓ Right.", near: "≈ Close.", wrong: "✗ Not so." };

/** @type {Judged[]} */
const judged = JSON.parse(byId("data").textContent);
const forms = [...document.querySelectorAll("form")];
const end = byId("end");
/** @type {(keyof typeof VERDICTS)[]} */
let answers = [];

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * @template {HTMLElement} Part
 * @param {Element} form
 * @param {string} selector
 * @param {new () => Part} kind
 */
function part(form, selector, kind) {
  const found = form.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`a question has no ${selector}`);
  return found;
}

/** @param {number} place */
function show(place) {
  forms.forEach((form, n) => {
    form.classList.toggle("asked", n === place);
  });
  end.hidden = place < forms.length;
  if (!end.hidden) {
    const right = answers.filter((answer) => answer === "right").length;
    const near = answers.filter((answer) => answer === "near").length;
    const close = near ? `, ${near} close` : "";
    byId("score").textContent = `${right} of ${forms.length} right${close}.`;
    end.focus();
  }
}

/** @param {HTMLFormElement} form @param {number} place @param {number} choice */
function judge(form, place, choice) {
  const { right, near } = judged[place];
  const verdict = right.includes(choice) ? "right" : near.includes(choice) ? "near" : "wrong";
  answers[place] = verdict;
  part(form, ".verdict", HTMLElement).textContent = VERDICTS[verdict];
  const seen = form.querySelector(".near");
  if (seen instanceof HTMLElement) seen.hidden = verdict !== "near";
  part(form, ".told", HTMLElement).hidden = false;
  part(form, "fieldset", HTMLFieldSetElement).disabled = true;
  part(form, "[type=submit]", HTMLButtonElement).hidden = true;
  part(form, ".next", HTMLButtonElement).focus();
}

function begin() {
  answers = [];
  for (const form of forms) {
    form.reset();
    part(form, ".verdict", HTMLElement).textContent = "";
    part(form, ".told", HTMLElement).hidden = true;
    part(form, "fieldset", HTMLFieldSetElement).disabled = false;
    part(form, "[type=submit]", HTMLButtonElement).hidden = false;
    part(form, "[type=submit]", HTMLButtonElement).disabled = true;
  }
  show(0);
}

forms.forEach((form, place) => {
  form.addEventListener("change", () => {
    part(form, "[type=submit]", HTMLButtonElement).disabled = false;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = new FormData(form).get(`q${place}`);
    if (choice !== null) judge(form, place, Number(choice));
  });
  part(form, ".next", HTMLButtonElement).addEventListener("click", () => show(place + 1));
});
byId("again").addEventListener("click", begin);

begin();
