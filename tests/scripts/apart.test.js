import assert from "node:assert/strict";
import { test } from "node:test";
import { wordApart } from "../../attnviz/ui/components/ribbons/apart.js";

/** @param {string[]} titles */
const rests = (...titles) => titles.map((title) => title.slice(wordApart(title, titles)));

test("titles that begin alike go on with the word that tells them apart", () => {
  assert.deepEqual(
    rests("Noise-cancelling headphones 37 black", "Noise-cancelling headphones 36", "Noise"),
    ["37 black", "36", ""],
  );
  assert.deepEqual(rests("Camping chair blue", "Camping chairs"), ["chair blue", "chairs"]);
  assert.deepEqual(rests("Camping chair", "Camping chair blue"), ["chair", "chair blue"]);
  assert.deepEqual(rests("Headphones1", "Headphones2"), ["1", "2"]);
});

test("other titles are in one piece, also where one comes twice", () => {
  assert.deepEqual(rests("trail shoes", "trail vest", "trail shoes"), ["", "", ""]);
  assert.deepEqual(rests("Headphones 37", "Headphones 37"), ["", ""]);
});
