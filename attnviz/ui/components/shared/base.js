// In front of every component's script: elements, numbers in words, the page's cursor, mounting.
// Text of learners only ever becomes textContent or an attribute's value.

const CURSOR = "attnviz:cursor";

function make(tag, className = "", parent = null, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent?.append(element);
  return element;
}

function draw(tag, attributes, parent) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// As many children as wanted, those that are there kept.
function fit(parent, count, create) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  while (parent.children.length < count) create(parent);
  return [...parent.children];
}

const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// A real minus, never a negative zero.
function decimal(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = Math.abs(value) >= 1e5 ? value.toExponential(1) : value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace(/-/g, "−");
}

function percent(share) {
  if (!Number.isFinite(share)) return decimal(share);
  return share > 0 && share < 0.005 ? "< 1 %" : `${decimal(100 * share, 0)} %`;
}

// Only what is certain reads 0.00 or 1.00.
function probability(score) {
  if (score > 0 && score < 0.005) return "< 0.01";
  return score >= 0.995 && score < 1 ? "> 0.99" : decimal(score);
}

function announce(detail) {
  window.dispatchEvent(new CustomEvent(CURSOR, { detail }));
}

// Streamlit calls the script again for new data and for a switched theme: one view stays for all.
function mounted(View) {
  const views = new WeakMap();
  return ({ parentElement, data, setTriggerValue }) => {
    let view = views.get(parentElement);
    if (!view) {
      view = new View(parentElement);
      views.set(parentElement, view);
      const follow = (event) => view.follow(event.detail);
      window.addEventListener(CURSOR, follow);
      view.leave = () => {
        window.removeEventListener(CURSOR, follow);
        view.stop();
      };
    }
    view.send = setTriggerValue;
    view.update(data);
    return view.leave;
  };
}
