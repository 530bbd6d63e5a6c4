import assert from "node:assert/strict";
import { test } from "node:test";
import { onPage } from "../../attnviz/ui/components/frames/axes.js";
import {
  isWhole,
  panned,
  showing,
  zoomedAt,
  zoomedTo,
} from "../../attnviz/ui/components/picture/zoom.js";

/** @import { Axes } from "../../attnviz/ui/components/frames/axes.js" */

/** A page half as large as the picture. @type {Axes} */
const WHOLE = { x: [0, 1000], y: [400, 0], width: 500, height: 200 };

test("a drawn part becomes all that is seen, from whichever corner it was drawn", () => {
  const part = { ...WHOLE, x: [200, 400], y: [300, 100] };
  assert.deepEqual(zoomedTo(WHOLE, [100, 50], [200, 150]), part);
  assert.deepEqual(zoomedTo(WHOLE, [200, 50], [100, 150]), part);
  assert.deepEqual(zoomedTo(WHOLE, [200, 150], [100, 50]), part);
});

test("a part of a zoomed picture is a part of what is seen", () => {
  const once = zoomedTo(WHOLE, [100, 50], [200, 150]);
  assert.deepEqual(zoomedTo(once, [0, 0], [250, 100]), { ...WHOLE, x: [200, 300], y: [200, 100] });
});

test("a part that is drawn along one axis leaves the other, and one beyond the edge ends there", () => {
  assert.deepEqual(zoomedTo(WHOLE, [100, 50], [200, 53]), { ...WHOLE, x: [200, 400] });
  assert.deepEqual(zoomedTo(WHOLE, [100, 50], [103, 150]), { ...WHOLE, y: [300, 100] });
  assert.deepEqual(zoomedTo(WHOLE, [400, 150], [900, 700]), {
    ...WHOLE,
    x: [800, 1000],
    y: [400, 300],
  });
});

test("the wheel leaves the place under the pointer where it is", () => {
  const zoomed = zoomedAt(WHOLE, WHOLE, 2, [125, 50]);
  assert.deepEqual(
    [zoomed.x, zoomed.y],
    [
      [125, 625],
      [250, 50],
    ],
  );
  assert.deepEqual(onPage(zoomed, 250, 100), [125, 50]);
  assert.deepEqual(onPage(WHOLE, 250, 100), [125, 50]);
});

test("a picture is not made smaller than all of it, nor larger than a few of its pixels", () => {
  const zoomed = zoomedAt(WHOLE, WHOLE, 2, [125, 50]);
  assert.ok(isWhole(zoomedAt(zoomed, WHOLE, 1 / 3, [10, 10]), WHOLE));
  assert.ok(isWhole(zoomedAt(WHOLE, WHOLE, 0.5, [0, 0]), WHOLE));
  assert.ok(!isWhole(zoomed, WHOLE));
  const most = zoomedAt(WHOLE, WHOLE, 1e9, [125, 50]);
  assert.deepEqual(most.x.map(Math.round), [248, 252]);
  assert.deepEqual(most.y.map(Math.round), [102, 98]);
  const [once, back] = [1.5, 1 / 1.5];
  const there = zoomedAt(zoomedAt(WHOLE, WHOLE, once, [77, 31]), WHOLE, once, [77, 31]);
  const whole = zoomedAt(zoomedAt(there, WHOLE, back, [77, 31]), WHOLE, back, [77, 31]);
  assert.ok(isWhole(whole, WHOLE));
});

test("near an edge a picture that is made smaller stays inside of itself", () => {
  const corner = zoomedTo(WHOLE, [0, 0], [100, 40]);
  const smaller = zoomedAt(corner, WHOLE, 0.5, [400, 150]);
  assert.deepEqual(smaller.x, [0, 400]);
  assert.deepEqual(smaller.y, [160, 0]);
});

test("a zoomed picture moves with the hand, and stops at its edges", () => {
  const zoomed = { ...WHOLE, x: [200, 400], y: [300, 100] };
  // 500 pixels of the page are 200 of the picture.
  const moved = panned(/** @type {Axes} */ (zoomed), WHOLE, 50, -20);
  assert.deepEqual(
    [moved.x, moved.y],
    [
      [180, 380],
      [320, 120],
    ],
  );
  const end = panned(/** @type {Axes} */ (zoomed), WHOLE, -5000, 5000);
  assert.deepEqual(
    [end.x, end.y],
    [
      [800, 1000],
      [200, 0],
    ],
  );
  assert.ok(isWhole(panned(WHOLE, WHOLE, 30, 30), WHOLE));
});

test("the keys take what is seen along, no further than they must", () => {
  const zoomed = /** @type {Axes} */ ({ ...WHOLE, x: [200, 400], y: [300, 100] });
  const inside = { x: 250, y: 150, width: 20, height: 20 };
  assert.deepEqual(showing(zoomed, WHOLE, inside), zoomed);
  const beside = showing(zoomed, WHOLE, { x: 400, y: 80, width: 20, height: 20 });
  assert.deepEqual(
    [beside.x, beside.y],
    [
      [220, 420],
      [280, 80],
    ],
  );
  const wide = showing(zoomed, WHOLE, { x: 380, y: 150, width: 600, height: 20 });
  assert.deepEqual(wide.x, [380, 580]);
});
