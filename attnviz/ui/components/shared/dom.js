// Elements. Text of learners only ever becomes textContent or an attribute's value.

/** Streamlit's page, which says of itself whether its script runs or is about to. */
export const RUNNING = '[data-test-script-state]:not([data-test-script-state="notRunning"])';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {Node | null} [parent]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = "", parent = null, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent?.appendChild(element);
  return element;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {Element | null} [parent]
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function draw(tag, attributes, parent = null) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  parent?.append(element);
  return element;
}

/**
 * How many pixels of the window are one of an element's own: more than one on a projector.
 *
 * @param {HTMLElement} element
 */
export function scaleOf(element) {
  return element.getBoundingClientRect().width / element.offsetWidth || 1;
}

/**
 * Where an event is in an element, in the element's own pixels.
 *
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 * @returns {[number, number]}
 */
export function pointIn(element, event) {
  const { left, top } = element.getBoundingClientRect();
  const scale = scaleOf(element);
  return [(event.clientX - left) / scale, (event.clientY - top) / scale];
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * As many parts as wanted, those that are there kept.
 *
 * @template {{ remove(): void }} Part
 * @param {Part[]} parts Changed in place.
 * @param {number} count
 * @param {(index: number) => Part} create
 */
export function fit(parts, count, create) {
  while (parts.length > count) parts.pop()?.remove();
  while (parts.length < count) parts.push(create(parts.length));
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
