import assert from "node:assert/strict";
import { test } from "node:test";
import { isBack } from "../../attnviz/ui/components/hand/connection.js";
import { wayOf } from "../../attnviz/ui/components/hand/keys.js";

/** @param {string} key @param {string[]} held */
const pressed = (key, ...held) => {
  const has = (/** @type {string} */ name) => held.includes(name);
  return {
    key,
    ctrlKey: has("ctrl"),
    metaKey: has("meta"),
    shiftKey: has("shift"),
    altKey: has("alt"),
  };
};

test("the keys of undo and redo, on every system", () => {
  assert.equal(wayOf(pressed("z", "ctrl")), -1);
  assert.equal(wayOf(pressed("z", "meta")), -1);
  assert.equal(wayOf(pressed("Z", "ctrl", "shift")), 1);
  assert.equal(wayOf(pressed("z", "meta", "shift")), 1);
  assert.equal(wayOf(pressed("y", "ctrl")), 1);
});

test("other keys are the page's", () => {
  for (const other of [
    pressed("z"),
    pressed("y"),
    pressed("x", "ctrl"),
    pressed("z", "ctrl", "alt"),
    pressed("z", "ctrl", "meta"),
    pressed("y", "meta"),
    pressed("y", "ctrl", "shift"),
  ]) {
    assert.equal(wayOf(other), 0);
  }
});

test("a server is back where there was none, and there is one now", () => {
  assert.equal(isBack(["CONNECTED", "PINGING_SERVER", "CONNECTING"], "CONNECTED"), true);
  assert.equal(isBack(["CONNECTING"], "CONNECTED"), true);
  assert.equal(isBack(["CONNECTED"], "CONNECTED"), false);
  assert.equal(isBack(["CONNECTED", "PINGING_SERVER"], "CONNECTING"), false);
});
