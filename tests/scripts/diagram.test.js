import assert from "node:assert/strict";
import { test } from "node:test";
import { chainOf, columnsOf, lanesOf } from "../../attnviz/ui/components/diagram/layout.js";

/** @param {string} name @param {string[]} parents */
const node = (name, ...parents) => ({ name, role: "key", shape: "", parents, moved: [] });
const WALK = [
  node("history"),
  node("candidate"),
  node("query", "candidate"),
  node("key", "history"),
  node("value", "key"),
  node("scores", "query", "key"),
  node("weights", "scores"),
  node("context", "weights", "value"),
  node("output", "context"),
];

test("the chain is the end of the walk in which each tensor comes from the one before", () => {
  assert.deepEqual(
    chainOf(WALK).chain.map(({ name }) => name),
    ["scores", "weights", "context", "output"],
  );
});

test("a folded chain stands in columns, and a new one begins where others come in", () => {
  const columns = columnsOf(chainOf(WALK), 2);
  const at = (/** @type {string} */ name) => columns.get(name);
  assert.deepEqual(at("scores"), { column: 2, row: 0 });
  assert.deepEqual(at("weights"), { column: 2, row: 1 });
  assert.deepEqual(at("context"), { column: 3, row: 0 });
  assert.deepEqual(at("output"), { column: 3, row: 1 });
  assert.deepEqual(columnsOf(chainOf(WALK), 1).get("output"), { column: 5, row: 0 });
});

test("no two nodes stand in one place", () => {
  for (const depth of [1, 2, 3, 4]) {
    const parts = chainOf(WALK);
    const columns = columnsOf(parts, depth);
    const lanes = lanesOf(parts, columns);
    const places = WALK.map(({ name }) => `${columns.get(name)?.column} ${lanes.get(name)}`);
    assert.equal(new Set(places).size, WALK.length);
  }
});
