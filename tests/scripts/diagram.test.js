import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chainOf,
  columnsOf,
  lanesOf,
  roomFor,
} from "../../attnviz/ui/components/diagram/layout.js";

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

test("a node has room for what a length can become, so that no digit folds the diagram deeper", () => {
  const room = "B=05 C=01 T=010 F=032";
  assert.equal(roomFor("B=5 C=1 T=10 F=32"), room);
  for (const shape of ["B=9 C=1 T=9 F=4", "B=10 C=1 T=99 F=96", "B=64 C=1 T=200 F=256"]) {
    assert.equal(roomFor(shape).length, room.length, shape);
  }
  assert.equal(roomFor("B=5 h=2 T_q=1 T_k=99"), "B=05 h=02 T_q=001 T_k=099");
  assert.equal(roomFor("B=5 u=80"), "B=05 u=080");
  assert.equal(roomFor(""), "");
});
