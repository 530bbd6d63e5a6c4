import assert from "node:assert/strict";
import { test } from "node:test";
import { beyond } from "../../attnviz/ui/components/shared/edges.js";

test("what scrolls has more beyond the edges that it is not at", () => {
  const box = { clientWidth: 100, scrollWidth: 300 };
  assert.equal(beyond({ ...box, scrollLeft: 0 }), "after");
  assert.equal(beyond({ ...box, scrollLeft: 90 }), "before after");
  assert.equal(beyond({ ...box, scrollLeft: 200 }), "before");
  assert.equal(beyond({ scrollLeft: 0, clientWidth: 100, scrollWidth: 103 }), "");
});
