// How much of a picture is seen: ranges of its axes, never beyond all of it.

/** @import { Axes } from "../frames/axes.js" */
import { inPicture, onPage } from "../frames/axes.js";

/** The shortest side that is shown, pixels of the picture: a few of the smallest cells. */
const LEAST = 4;
/** A side of a drawn part that is shorter than this was not meant, pixels of the page. */
const MEANT = 12;
const ROUNDING = 1e-6;
/** What a press of a key or a button makes larger, or smaller. */
export const STEP = 1.5;

/**
 * @typedef {[number, number]} Point On the page, from the picture's left top corner.
 */

/**
 * The part between two points. Where it is drawn along one axis only, the other stays.
 *
 * @param {Axes} axes
 * @param {Point} from
 * @param {Point} to
 */
export function zoomedTo(axes, from, to) {
  const [startX, startY] = inPicture(axes, ...insideOf(axes, from));
  const [endX, endY] = inPicture(axes, ...insideOf(axes, to));
  const across = Math.abs(to[0] - from[0]) >= MEANT;
  const down = Math.abs(to[1] - from[1]) >= MEANT;
  const [left, right] = across ? wideEnough([startX, endX]) : axes.x;
  const [top, bottom] = down ? wideEnough([startY, endY]) : [axes.y[1], axes.y[0]];
  return { ...axes, x: pair(left, right), y: pair(bottom, top) };
}

/**
 * Larger by a factor, with a point of the page where it is.
 *
 * @param {Axes} axes
 * @param {Axes} whole
 * @param {number} factor Below 1 it becomes smaller.
 * @param {Point} point
 */
export function zoomedAt(axes, whole, factor, point) {
  const [x, y] = inPicture(axes, ...point);
  const scaled = (/** @type {number} */ place, /** @type {number} */ end) =>
    place + (end - place) / factor;
  const [left, right] = wideEnough([scaled(x, axes.x[0]), scaled(x, axes.x[1])]);
  const [top, bottom] = wideEnough([scaled(y, axes.y[1]), scaled(y, axes.y[0])]);
  return within({ ...axes, x: pair(left, right), y: pair(bottom, top) }, whole);
}

/**
 * Moved as a hand moves a sheet of paper.
 *
 * @param {Axes} axes
 * @param {Axes} whole
 * @param {number} right Pixels of the page.
 * @param {number} down
 */
export function panned(axes, whole, right, down) {
  const [left, top] = inPicture(axes, -right, -down);
  const [x, y] = [left - axes.x[0], top - axes.y[1]];
  return within({ ...axes, x: shifted(axes.x, x), y: shifted(axes.y, y) }, whole);
}

/**
 * Moved as little as shows a part of the picture.
 *
 * @param {Axes} axes
 * @param {Axes} whole
 * @param {{ x: number, y: number, width: number, height: number }} part
 */
export function showing(axes, whole, { x, y, width, height }) {
  const [left, top] = onPage(axes, x, y);
  const [right, bottom] = onPage(axes, x + width, y + height);
  const away = (
    /** @type {number} */ start,
    /** @type {number} */ end,
    /** @type {number} */ size,
  ) => (start < 0 ? -start : Math.min(0, Math.max(size - end, -start)));
  return panned(axes, whole, away(left, right, axes.width), away(top, bottom, axes.height));
}

/** @param {Axes} axes @param {Axes} whole */
export function isWhole(axes, whole) {
  return String([axes.x, axes.y]) === String([whole.x, whole.y]);
}

/** @param {Axes} axes @param {Axes} whole @returns {Axes} */
function within(axes, whole) {
  const [left, right] = inside(axes.x, whole.x);
  const [top, bottom] = inside([axes.y[1], axes.y[0]], [whole.y[1], whole.y[0]]);
  return { ...axes, x: pair(left, right), y: pair(bottom, top) };
}

/** @param {[number, number]} range @param {[number, number]} all @returns {[number, number]} */
function inside([low, high], [least, most]) {
  if (high - low >= (1 - ROUNDING) * (most - least)) return [least, most];
  if (low < least) return [least, least + high - low];
  return high > most ? [most - (high - low), most] : [low, high];
}

/** @param {[number, number]} ends In any order. @returns {[number, number]} */
function wideEnough([one, other]) {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  const lacking = Math.max(0, LEAST - (high - low)) / 2;
  return [low - lacking, high + lacking];
}

/** @param {Axes} axes @param {Point} point @returns {Point} */
function insideOf({ width, height }, [x, y]) {
  return [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
}

/** @param {[number, number]} range @param {number} by @returns {[number, number]} */
function shifted([start, end], by) {
  return [start + by, end + by];
}

/** @param {number} first @param {number} second @returns {[number, number]} */
function pair(first, second) {
  return [first, second];
}
