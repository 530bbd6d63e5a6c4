import assert from "node:assert/strict";
import { test } from "node:test";
import { balanced, even } from "../../attnviz/ui/components/draw/balance.js";

const sum = (/** @type {number[]} */ shares) => shares.reduce((a, b) => a + b, 0);
const none = new Set();

test("bars begin as equal as whole numbers can be", () => {
  assert.deepEqual(even(1), [100]);
  assert.deepEqual(even(3), [34, 33, 33]);
  assert.deepEqual(even(8), [13, 13, 13, 13, 12, 12, 12, 12]);
});

test("what one bar takes the others give in their proportions", () => {
  assert.deepEqual(balanced([20, 40, 40], 0, 60, none), [60, 20, 20]);
  assert.deepEqual(balanced([50, 30, 20], 0, 0, none), [0, 60, 40]);
  assert.deepEqual(balanced([100, 0, 0, 0], 0, 70, none), [70, 10, 10, 10]);
});

test("bars that were drawn stay as long as others can give", () => {
  assert.deepEqual(balanced([60, 20, 20], 1, 30, new Set([0])), [60, 30, 10]);
  assert.deepEqual(balanced([60, 20, 20], 1, 50, new Set([0])), [50, 50, 0]);
  assert.deepEqual(balanced([60, 40, 0], 1, 10, new Set([0])), [60, 10, 30]);
  assert.deepEqual(balanced([60, 30, 10], 2, 40, new Set([0, 1])), [40, 20, 40]);
});

test("what no bar can be becomes the nearest that it can", () => {
  assert.deepEqual(balanced([50, 50], 0, 140, none), [100, 0]);
  assert.deepEqual(balanced([50, 50], 0, -3, none), [0, 100]);
  assert.deepEqual(balanced([100], 0, 10, none), [100]);
});

test("whatever is drawn, whole numbers of 0 or more sum to 100", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  for (let run = 0; run < 500; run++) {
    const count = 1 + Math.floor(random() * 20);
    let shares = even(count);
    const kept = new Set();
    for (let step = 0; step < 8; step++) {
      const at = Math.floor(random() * count);
      const wanted = Math.floor(random() * 101);
      shares = balanced(shares, at, wanted, kept);
      kept.add(at);
      assert.equal(shares[at], count === 1 ? 100 : wanted);
      assert.equal(sum(shares), 100);
      assert.ok(shares.every((share) => Number.isInteger(share) && share >= 0));
    }
  }
});
