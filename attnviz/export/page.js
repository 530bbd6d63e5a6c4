// The page's own part: which step and which epoch is shown.

import Picture from "../ui/components/picture/main.js";
import { announce } from "../ui/components/shared/mount.js";

/**
 * @typedef {object} PageData What the page's script reads.
 * @property {number} step
 * @property {number} epoch
 * @property {string[]} measures A line an epoch.
 * @property {string[]} views The payload of each epoch: base64 of its gzip.
 * @property {string} styles The picture's style sheet.
 */

/** @type {PageData} */
const data = JSON.parse(byId("data").textContent);
const root = byId("picture").attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(data.styles);
root.adoptedStyleSheets = [sheet];
// Without it there are no pictures, and all the rest is there.
const unpacks = "DecompressionStream" in window;
if (!unpacks) {
  root.textContent =
    "This browser is too old to unpack the pictures. What is said of the steps is all here.";
}

const nav = all("nav")[0];
const steps = /** @type {HTMLButtonElement[]} */ (all("nav button"));
const previous = /** @type {HTMLButtonElement} */ (byId("previous"));
const next = /** @type {HTMLButtonElement} */ (byId("next"));
const scrubber = /** @type {HTMLInputElement | null} */ (document.getElementById("epoch"));
/** @type {Map<number, Uint8Array>} */
const unpacked = new Map();
let { step, epoch } = data;

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** @param {string} selector */
function all(selector) {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
}

/** @param {string} text */
async function unzipped(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function showEpoch() {
  const asked = epoch;
  if (unpacks) {
    const bytes = unpacked.get(asked) ?? (await unzipped(data.views[asked]));
    unpacked.set(asked, bytes);
    if (asked !== epoch) return; // Another one was asked for meanwhile.
    Picture({ parentElement: root, data: bytes, setTriggerValue() {} });
  }
  announce({ kind: "step", index: step });
  for (const claim of all(".claim")) claim.hidden = Number(claim.dataset.epoch) !== epoch;
  if (scrubber) byId("measures").textContent = data.measures[epoch];
}

/** @param {number} to */
function showStep(to) {
  step = Math.min(Math.max(to, 0), steps.length - 1);
  for (const part of all("section")) part.hidden = Number(part.dataset.step) !== step;
  for (const part of all("header")) {
    part.classList.toggle("current", Number(part.dataset.step) === step);
  }
  steps.forEach((button, i) => {
    button.setAttribute("aria-current", i === step ? "step" : "false");
  });
  const button = steps[step];
  nav.scrollLeft = button.offsetLeft - nav.offsetLeft - (nav.clientWidth - button.clientWidth) / 2;
  previous.disabled = step === 0;
  next.disabled = step === steps.length - 1;
  announce({ kind: "step", index: step });
}

steps.forEach((button, i) => {
  button.addEventListener("click", () => showStep(i));
});
previous.addEventListener("click", () => showStep(step - 1));
next.addEventListener("click", () => showStep(step + 1));
document.addEventListener("keydown", (event) => {
  // In the picture and on the slider the arrow keys have a meaning of their own.
  const away = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (away && !event.defaultPrevented && event.target !== scrubber) showStep(step + away);
});
scrubber?.addEventListener("input", () => {
  epoch = Number(scrubber.value);
  showEpoch();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showEpoch);

showStep(step);
await showEpoch();
