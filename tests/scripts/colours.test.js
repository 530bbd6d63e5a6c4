// Values and their colours.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  between,
  limitOf,
  scaleColour,
  signedPlace,
} from "../../attnviz/ui/components/shared/colours.js";

const STOPS = [0, 0.25, 1];

/** @type {[number, [number, number]][]} */
const PLACES = [
  [-1, [0, 0]],
  [0, [0, 0]],
  [0.125, [0, 0.5]],
  [0.25, [0, 1]],
  [0.625, [1, 0.5]],
  [1, [1, 1]],
  [Infinity, [1, 1]],
];
for (const [place, wanted] of PLACES) {
  test(`${place} is between its stops`, () => assert.deepEqual(between(STOPS, place), wanted));
}

test("a colour is mixed of two stops of the style sheet", () => {
  const colour = "color-mix(in srgb, var(--grey-2) 50.0%, var(--grey-1))";
  assert.equal(scaleColour("grey", STOPS, 0.625), colour);
  assert.equal(scaleColour("grey", STOPS, NaN), "");
});

test("a signed scale has 0 in its middle", () => {
  assert.deepEqual(
    [-2, 0, 1].map((value) => signedPlace(value, 2)),
    [0, 0.5, 0.75],
  );
});

test("a scale ends at the largest finite size, and where all is 0 at 1", () => {
  assert.equal(limitOf([0.02, -0.05, NaN, Infinity]), 0.05);
  assert.equal(limitOf([0, 0]), 1);
  assert.equal(limitOf([NaN]), 1);
});
