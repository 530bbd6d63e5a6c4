// Numbers are written as the table says that Python's tests read too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as numbers from "../../attnviz/ui/components/shared/numbers.js";

/** @type {Record<string, [(number | string)[], string][]>} What is not finite is text. */
const TABLE = JSON.parse(readFileSync(new URL("../numbers.json", import.meta.url), "utf-8"));
/** @type {Record<string, (value: number, decimals?: number) => string>} */
const WRITERS = { ...numbers };

test("the table has cases of all that is exported", () => {
  assert.deepEqual(Object.keys(TABLE).sort(), Object.keys(WRITERS).sort());
});

for (const [name, cases] of Object.entries(TABLE)) {
  for (const [values, text] of cases) {
    test(`${name}(${values.join(", ")}) is ${text}`, () => {
      const [value, decimals] = values.map(Number);
      assert.equal(WRITERS[name](value, decimals), text);
    });
  }
}
