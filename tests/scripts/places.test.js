import assert from "node:assert/strict";
import { test } from "node:test";
import { placesOf } from "../../attnviz/ui/components/ribbons/places.js";

const SIZES = { card: 32, gap: 4, stack: 280, above: 53, below: 28 };

test("few clicks stand beside the middle of the ribbons' ends, which are as high as the picture", () => {
  assert.deepEqual(placesOf(SIZES, 1), { top: 53, first: 177, height: 361 });
});

test("more clicks than stand beside the ribbons' ends begin at the picture's top", () => {
  assert.deepEqual(placesOf(SIZES, 12), { top: 74, first: 0, height: 428 });
});
