import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BESIDE,
  dockFor,
  isCovered,
  MARGIN,
  scrollBackFor,
  scrollFor,
} from "../../attnviz/ui/components/opened/dock.js";
import { placeOf } from "../../attnviz/ui/components/ribbons/vector.js";

/** @param {number} left @param {number} top @param {number} width @param {number} height */
const box = (left, top, width, height) => {
  return { left, top, right: left + width, bottom: top + height };
};
const ROOM = box(300, 0, 980, 800);
const PAGE = { room: ROOM, column: box(380, 40, 820, 3000), height: 340 };

/** @param {number} top @param {number} height @param {number[]} tops Of its pinned cells. */
const picture = (top, height, ...tops) => {
  return { picture: box(380, top, 820, height), cells: tops.map((y) => box(800, y, 50, 30)) };
};

test("a panel stands where it covers no picture, and else the least of it", () => {
  assert.equal(dockFor(PAGE, [picture(500, 400, 600)], ""), "above");
  assert.equal(dockFor(PAGE, [picture(60, 350, 100)], ""), "below");
  // From top to bottom: not over the cell.
  assert.equal(dockFor(PAGE, [picture(0, 800, 100)], ""), "below");
  assert.equal(dockFor(PAGE, [picture(0, 800, 700)], ""), "above");
  // Of two pictures that have the number, both count.
  assert.equal(dockFor(PAGE, [picture(400, 100, 420), picture(520, 300, 600)], ""), "above");
});

test("where no picture has the number, it stands below", () => {
  assert.equal(dockFor(PAGE, [], ""), "below");
});

test("a panel stays where it is, unless it would cover the number", () => {
  const seen = [picture(300, 300, 400)];
  assert.equal(dockFor(PAGE, seen, "above"), "above");
  assert.equal(dockFor(PAGE, seen, "below"), "below");
  assert.equal(dockFor(PAGE, [picture(300, 400, 600)], "below"), "above");
  assert.equal(dockFor(PAGE, [picture(100, 400, 200)], "above"), "below");
});

test("where there is room beside the column, it covers nothing", () => {
  const wide = { ...PAGE, room: box(300, 0, 2200, 1200), column: box(380, 40, 1080, 3000) };
  assert.equal(dockFor(wide, [picture(0, 1000, 100)], "above"), "beside");
  const tight = { ...wide, room: box(300, 0, 1160 + BESIDE - 1, 1200) };
  assert.notEqual(dockFor(tight, [picture(0, 1000, 100)], ""), "beside");
});

test("on a phone it is a sheet, and the page brings the number out from under it", () => {
  const phone = { room: box(0, 0, 390, 844), column: box(16, 0, 358, 3000), height: 500 };
  assert.equal(dockFor(phone, [picture(300, 300, 400)], "above"), "sheet");
  assert.equal(scrollFor([picture(300, 300, 400)], 344, 60), 400 + 30 + MARGIN - 344);
  assert.equal(scrollFor([picture(100, 300, 120)], 344, 60), 0);
  // No further than that the first of several is still in sight.
  assert.equal(scrollFor([picture(0, 900, 100, 700)], 344, 60), 100 - 60 - MARGIN);
  assert.equal(scrollFor([picture(0, 900, 20, 700)], 344, 60), 0);
  assert.equal(scrollFor([], 344, 60), 0);
});

test("of a number and the column it stands for, the number comes out from under a panel", () => {
  const column = box(800, 347, 50, 300);
  const number = box(800, 681, 50, 30);
  const seen = [{ picture: box(380, 320, 820, 400), cells: [column, number] }];
  assert.equal(dockFor({ ...PAGE, height: 414 }, seen, ""), "below");
  const panel = box(364, 378, 852, 414);
  assert.ok(isCovered(seen, panel));
  const top = scrollFor(seen, panel.top, 60);
  assert.equal(number.bottom - top, panel.top - MARGIN);
  assert.ok(!isCovered([{ picture: panel, cells: [box(800, 330, 50, 48)] }], panel));
  // Upwards from under a panel above.
  assert.equal(scrollBackFor([picture(300, 300, 330)], 430), 430 + MARGIN - 330);
  assert.equal(scrollBackFor([picture(300, 300, 500)], 430), 0);
  assert.equal(scrollBackFor([], 430), 0);
  assert.equal(scrollBackFor([picture(300, 300)], 430), 0);
});

test("where a lesson has judged an answer, the way on over it is kept free", () => {
  const seen = [picture(790, 400, 795)];
  assert.equal(dockFor(PAGE, seen, ""), "above");
  assert.equal(dockFor({ ...PAGE, judged: true }, seen, "above"), "below");
  const wide = { ...PAGE, room: box(0, 0, 1920, 1080), column: box(380, 40, 1080, 3000) };
  assert.equal(dockFor({ ...wide, judged: true }, seen, ""), "beside");
});

test("a cell is a place of what can be opened, or none", () => {
  const context = { step: "context", index: [2, 0, null] };
  assert.equal(placeOf(context, { step: "context", index: [2, 0, 5] }), 5);
  assert.equal(placeOf(context, { step: "context", index: [1, 0, 5] }), null);
  assert.equal(placeOf(context, { step: "query", index: [2, 0, 5] }), null);
  assert.equal(placeOf(context, { step: "context", index: [2, 5] }), null);
  assert.equal(placeOf(context, null), null);
  assert.equal(placeOf(undefined, { step: "context", index: [2, 0, 5] }), null);
  assert.equal(placeOf({ step: "score", index: [2] }, { step: "score", index: [2] }), 0);
});
