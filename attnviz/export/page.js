// The page's own part: which step and which epoch is shown. `mount` draws the picture.

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.getElementById("picture").attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLES);
root.adoptedStyleSheets = [sheet];

const steps = [...document.querySelectorAll("nav button")];
const scrubber = document.getElementById("epoch");
const unpacked = new Map();
let { step, epoch } = data;

async function unzipped(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function showEpoch() {
  const asked = epoch;
  if (!unpacked.has(asked)) unpacked.set(asked, await unzipped(data.views[asked]));
  if (asked !== epoch) return; // Another one was asked for meanwhile.
  mount({ parentElement: root, data: unpacked.get(asked), setTriggerValue() {} });
  announce({ kind: "step", index: step });
  for (const claim of document.querySelectorAll(".claim")) claim.hidden = Number(claim.dataset.epoch) !== epoch;
  if (scrubber) document.getElementById("measures").textContent = data.measures[epoch];
}

function showStep(next) {
  step = Math.min(Math.max(next, 0), steps.length - 1);
  for (const part of document.querySelectorAll("section")) part.hidden = Number(part.dataset.step) !== step;
  for (const part of document.querySelectorAll("header")) part.classList.toggle("current", Number(part.dataset.step) === step);
  steps.forEach((button, i) => button.setAttribute("aria-current", i === step ? "step" : "false"));
  const [button, nav] = [steps[step], steps[step].parentElement];
  nav.scrollLeft = button.offsetLeft - nav.offsetLeft - (nav.clientWidth - button.clientWidth) / 2;
  document.getElementById("previous").disabled = step === 0;
  document.getElementById("next").disabled = step === steps.length - 1;
  announce({ kind: "step", index: step });
}

steps.forEach((button, i) => button.addEventListener("click", () => showStep(i)));
document.getElementById("previous").addEventListener("click", () => showStep(step - 1));
document.getElementById("next").addEventListener("click", () => showStep(step + 1));
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
