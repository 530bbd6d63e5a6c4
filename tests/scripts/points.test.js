import assert from "node:assert/strict";
import test from "node:test";
import { nextPoint } from "../../attnviz/ui/components/chart/points.js";

//  0 . 1
//  . 2 .
//  3 . .
const POINTS = [
  { x: 0, y: 0 },
  { x: 20, y: 0 },
  { x: 10, y: 9 },
  { x: 0, y: 20 },
];

/** @type {[number | null, string, number | null][]} */
const PRESSED = [
  [null, "ArrowRight", 0],
  [null, "PageDown", 0],
  [0, "ArrowRight", 2],
  [1, "ArrowLeft", 2],
  [0, "ArrowDown", 3],
  [3, "ArrowUp", 2],
  [3, "ArrowRight", 1],
  [2, "ArrowDown", 3],
  [0, "ArrowLeft", 0],
  [0, "PageDown", 1],
  [3, "PageDown", 3],
  [0, "PageUp", 0],
  [3, "PageUp", 2],
  [2, "Home", 0],
  [0, "End", 3],
  [0, "x", null],
];

for (const [at, key, to] of PRESSED) {
  test(`${key} at ${at} goes to ${to}`, () => assert.equal(nextPoint(POINTS, at, key), to));
}

test("where there is no point no key goes anywhere", () => {
  for (const key of ["ArrowRight", "PageDown", "Home", "End"]) {
    assert.equal(nextPoint([], null, key), null);
  }
});

test("a place of its own is enough to be reached by an arrow", () => {
  const column = [0, 1, 2, 3].map((y) => ({ x: 5, y }));
  assert.equal(nextPoint(column, 1, "ArrowDown"), 2);
  assert.equal(nextPoint(column, 1, "ArrowUp"), 0);
  assert.equal(nextPoint(column, 1, "ArrowRight"), 1);
});
