import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsOf, titleOf } from "../../attnviz/ui/components/ribbons/rows.js";

/** @param {number} id */
const click = (id) => ({ item_id: id, title: `item ${id}`, interest: "", hue: "" });

test("a short history has a row a position, its padding masked", () => {
  const data = { clicks: [click(1), null], pinned: null, epochs: [] };
  const rows = rowsOf(data, [1, 0]);
  assert.deepEqual(
    rows.map((row) => [row.at, row.empty, titleOf(row)]),
    [
      [0, false, "item 1"],
      [1, true, "padding, masked"],
    ],
  );
  assert.equal(titleOf(rowsOf(data, [0.5, 0.5])[1]), "padding");
});

const LONG = { clicks: [...Array(20).keys()].map(click), pinned: null, epochs: [] };
const RISING = LONG.clicks.map((_, i) => i / 190);

test("a long history has its twelve heaviest clicks and the sum of the others", () => {
  const rows = rowsOf({ ...LONG, clicks: [...LONG.clicks, null, null] }, [...RISING, 0, 0]);
  assert.deepEqual(
    rows.map((row) => row.at).slice(0, 12),
    [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  );
  const [rest, padding] = rows.slice(12);
  assert.equal(rest.more, 8);
  assert.ok(Math.abs(rest.weight - 28 / 190) < 1e-12);
  assert.equal(titleOf(rest), "+ 8 more");
  assert.equal(titleOf(padding), "2 × padding, masked");
});

test("the others are bundled by interest, as long as these are few", () => {
  const about = (/** @type {number} */ many) =>
    LONG.clicks.map((one, i) => ({
      ...one,
      interest: `about ${i % many}`,
      hue: `hue ${i % many}`,
    }));
  const bundles = rowsOf({ ...LONG, clicks: about(3) }, RISING).filter((row) => row.more);
  assert.deepEqual(
    bundles.map((row) => [titleOf(row), row.about?.hue]),
    [
      ["+ 3 more of about 0", "hue 0"],
      ["+ 3 more of about 1", "hue 1"],
      ["+ 2 more of about 2", "hue 2"],
    ],
  );
  const whole = bundles.reduce((sum, row) => sum + row.weight, 0);
  assert.ok(Math.abs(whole - 28 / 190) < 1e-12);
  const [mixed] = rowsOf({ ...LONG, clicks: about(5) }, RISING).filter((row) => row.more);
  assert.deepEqual([mixed.more, mixed.about], [8, null]);
});

test("a pinned click has its row, and a single one left over is not called more", () => {
  assert.ok(rowsOf({ ...LONG, pinned: 0 }, RISING).some((row) => row.at === 0));
  const clicks = LONG.clicks.slice(0, 13);
  const rows = rowsOf({ ...LONG, clicks }, RISING.slice(0, 13));
  assert.equal(rows.length, 13);
  assert.ok(rows.every((row) => row.more === undefined));
});

test("the rows are those of the heaviest through all epochs", () => {
  const first = LONG.clicks.map((_, i) => (i === 0 ? 0.9 : 0.1 / 19));
  const epochs = [first, RISING].map((weights) => ({
    weights,
    context: [],
    query: [],
    score: null,
  }));
  assert.deepEqual(
    rowsOf({ ...LONG, epochs }, RISING).map((row) => row.at),
    rowsOf({ ...LONG, epochs }, first).map((row) => row.at),
  );
  assert.ok(rowsOf({ ...LONG, epochs }, RISING).some((row) => row.at === 0));
});
