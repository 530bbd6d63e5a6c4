import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, READABLE } from "../../attnviz/ui/components/chart/texts.js";

/** @import { Scatter } from "../../attnviz/ui/components/types.js" */

/** @param {number | number[]} size @returns {Scatter} */
const texts = (size) => {
  return { type: "scatter", mode: "text", x: [0], y: [0], text: ["none"], textfont: { size } };
};

test("texts of a chart that is made smaller can still be read", () => {
  assert.deepEqual(fitted(texts([12, 20, 10]), 0.75, READABLE), texts([11, 15, 10]));
  assert.deepEqual(fitted(texts(12), 0.75, READABLE), texts(11));
  assert.deepEqual(fitted(texts(12), 0.75, 0), texts(9));
  assert.deepEqual(fitted(texts(12), 1.5, READABLE), texts(12));
});
