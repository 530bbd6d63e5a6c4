import assert from "node:assert/strict";
import { test } from "node:test";
import { nextPosition } from "../../attnviz/ui/components/chart/positions.js";
import { inPicture, onPage } from "../../attnviz/ui/components/frames/axes.js";
import { recolour } from "../../attnviz/ui/components/frames/look.js";
import { unpack } from "../../attnviz/ui/components/frames/payload.js";
import { colouring, onTheirWay } from "../../attnviz/ui/components/picture/cells.js";
import {
  cellAt,
  crosshair,
  found,
  keysOf,
  nextCell,
  sameCell,
  toCell,
} from "../../attnviz/ui/components/picture/regions.js";
import {
  apart,
  neededWidth,
  withFewerDigits,
  withoutZero,
} from "../../attnviz/ui/components/picture/scene.js";
import { beginning, runs } from "../../attnviz/ui/components/picture/text.js";
import { titleOf } from "../../attnviz/ui/components/picture/titles.js";

/** @import { Panel } from "../../attnviz/ui/components/types.js" */

/**
 * @param {string} step
 * @param {number} left
 * @param {number} rows
 * @param {number} columns
 * @param {Partial<Panel>} more
 * @returns {Panel}
 */
function panel(step, left, rows, columns, more = {}) {
  /** @type {Panel["wide"]} */
  const wide = { box: [left, 0, 10, 20], numbers: [0, 0, 0] };
  const names = { step, title: step, block: "", shape: "", cursor: "" };
  const labels = { row_labels: 0, column_labels: 1 };
  const at = [0, "row", "column"];
  /** @type {Panel["z"]} */
  const z = [0, 0];
  const size = { trace: 0, z, rows, columns, at, band: columns, masked: [], padding: [] };
  return { ...names, ...labels, ...size, wide, narrow: wide, ...more };
}

const WEIGHTS = panel("weights", 0, 3, 1, { at: [0, "row"] });
const VALUE = panel("value", 50, 3, 4);
const PANELS = [WEIGHTS, VALUE];

test("a point of the picture is in a cell, or in none", () => {
  assert.deepEqual(cellAt(PANELS, "wide", 85, 45), { panel: VALUE, row: 2, column: 3 });
  assert.equal(cellAt(PANELS, "wide", 30, 10), null);
  assert.equal(cellAt(PANELS, "wide", 90, 10), null);
});

test("rows stand for the places that a panel names, or for none", () => {
  const moved = panel("key", 0, 3, 2, { row_places: [1, -1, 0] });
  assert.deepEqual(toCell({ panel: moved, row: 0, column: 1 }), { step: "key", index: [0, 1, 1] });
  assert.equal(toCell({ panel: moved, row: 1, column: 1 }), null);
  const region = { panel: moved, row: 2, rows: 1, column: 1, columns: 1 };
  assert.deepEqual(found([moved], { step: "key", index: [0, 0, 1] }), [region]);
  assert.deepEqual(found([moved], { step: "key", index: [0, 2, 1] }), []);
  const asks = panel("weights", 0, 2, 2, { row_places: [1, 0], column_places: [-1, 0] });
  assert.deepEqual(toCell({ panel: asks, row: 0, column: 1 })?.index, [0, 1, 0]);
  assert.equal(toCell({ panel: asks, row: 0, column: 0 }), null);
});

test("a cell is what its panel shows of the step, and is found there again", () => {
  const cell = toCell({ panel: VALUE, row: 2, column: 3 });
  assert.deepEqual(cell, { step: "value", index: [0, 2, 3] });
  assert.deepEqual(found(PANELS, cell), [{ panel: VALUE, row: 2, rows: 1, column: 3, columns: 1 }]);
  const row = { step: "value", index: [0, 1, null] };
  assert.deepEqual(found(PANELS, row), [{ panel: VALUE, row: 1, rows: 1, column: 0, columns: 4 }]);
  assert.deepEqual(found(PANELS, { step: "value", index: [1, 2, 3] }), []);
  assert.deepEqual(found(PANELS, { step: "value", index: [0, 3, 0] }), []);
  assert.equal(toCell({ panel: panel("note", 0, 1, 1, { at: [] }), row: 0, column: 0 }), null);
});

test("where heads stand side by side, a cell is in its band", () => {
  const heads = panel("heads", 0, 2, 6, { at: ["band", "row", "within"], band: 3 });
  const cell = toCell({ panel: heads, row: 1, column: 4 });
  assert.deepEqual(cell, { step: "heads", index: [1, 1, 1] });
  assert.deepEqual(found([heads], cell), [
    { panel: heads, row: 1, rows: 1, column: 4, columns: 1 },
  ]);
  const head = { step: "heads", index: [1, null, null] };
  assert.deepEqual(found([heads], head), [
    { panel: heads, row: 0, rows: 2, column: 3, columns: 3 },
  ]);
});

test("two cells are one if step and index are", () => {
  assert.ok(sameCell({ step: "key", index: [0, 1] }, { step: "key", index: [0, 1] }));
  assert.ok(!sameCell({ step: "key", index: [0, 1] }, { step: "key", index: [1, 0] }));
  assert.ok(!sameCell(null, null));
});

test("a cell's crosshair is its row in all panels that share the rows, and its column", () => {
  const regions = crosshair(PANELS, { panel: VALUE, row: 1, column: 2 });
  assert.deepEqual(
    regions.map((region) => [region.panel.step, region.row, region.column, region.columns]),
    [
      ["weights", 1, 0, 1],
      ["value", 1, 0, 4],
      ["value", 0, 2, 1],
    ],
  );
});

test("arrows move in a panel, then to the one beside it, and stop at the edge", () => {
  const first = nextCell(PANELS, "wide", null, "ArrowRight");
  assert.deepEqual(first, { panel: WEIGHTS, row: 0, column: 0 });
  const beside = nextCell(PANELS, "wide", { panel: WEIGHTS, row: 1, column: 0 }, "ArrowRight");
  assert.deepEqual(beside, { panel: VALUE, row: 1, column: 0 });
  const end = { panel: VALUE, row: 1, column: 3 };
  assert.deepEqual(nextCell(PANELS, "wide", end, "ArrowRight"), end);
  assert.equal(nextCell(PANELS, "wide", end, "Tab"), null);
  assert.equal(nextCell([], "wide", null, "ArrowRight"), null);
});

test("Home and End go along the row, pages along the column, and both stay in the panel", () => {
  const at = { panel: VALUE, row: 1, column: 1 };
  /** @type {[string, number, number][]} */
  const KEYS = [
    ["Home", 1, 0],
    ["End", 1, 3],
    ["PageUp", 0, 1],
    ["PageDown", 2, 1],
  ];
  for (const [key, row, column] of KEYS) {
    assert.deepEqual(nextCell(PANELS, "wide", at, key), { panel: VALUE, row, column });
  }
});

test("a curve's positions are reached by arrows, pages, Home and End", () => {
  assert.equal(nextPosition(2, 30, "ArrowRight"), 3);
  assert.equal(nextPosition(0, 30, "ArrowLeft"), 0);
  assert.equal(nextPosition(2, 30, "PageDown"), 12);
  assert.equal(nextPosition(2, 30, "Home"), 0);
  assert.equal(nextPosition(2, 30, "End"), 29);
  assert.equal(nextPosition(2, 30, "ArrowUp"), null);
});

test("a picture says what its keys do, and nothing where they do nothing", () => {
  assert.match(keysOf(PANELS), /Enter pins one, Escape unpins it/);
  assert.doesNotMatch(keysOf([panel("note", 0, 1, 1, { at: [] })]), /pin/);
  assert.match(keysOf(PANELS), /Plus and minus zoom, 0 shows all of it/);
  assert.equal(keysOf([]), "");
});

test("a place of the picture is where the zoomed axes have it, and back", () => {
  /** @type {import("../../attnviz/ui/components/frames/axes.js").Axes} */
  const axes = { x: [10, 20], y: [40, 20], width: 100, height: 50 };
  assert.deepEqual(onPage(axes, 15, 30), [50, 25]);
  assert.deepEqual(inPicture(axes, 50, 25), [15, 30]);
});

test("a number has its place between the colours of two stops", () => {
  /** @type {[number, string][]} */
  const colorscale = [
    [0, "#000000"],
    [0.25, "#640000"],
    [1, "#FFFFFF"],
  ];
  const colour = colouring({ zmin: 0, zmax: 2, colorscale });
  const bytes = new Uint8ClampedArray(16);
  [0.25, 9, NaN, -1].forEach((number, i) => {
    colour(number, bytes, 4 * i);
  });
  assert.deepEqual([...bytes], [50, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 255]);
});

test("what is new appears where it grew out of, and what does not go on disappears", () => {
  /** @param {string} step @param {number} left @param {number} red */
  const cells = (step, left, red) => {
    const bytes = Uint8ClampedArray.of(red, 0, 0, 255);
    return { step, at: "row", rows: 1, columns: 1, box: [left, 0, 10, 10], bytes };
  };
  const before = [cells("key", 0, 100), cells("gone", 50, 0)];
  const halfway = onTheirWay(before, [cells("key", 20, 100), cells("scores", 40, 200)])(0.5);
  assert.deepEqual(
    halfway.map(({ step, box, alpha, bytes }) => [step, box[0], alpha, bytes[0]]),
    [
      ["gone", 50, 0.5, 0],
      ["key", 10, 1, 100],
      ["scores", 20, 1, 150],
    ],
  );
});

test("a text of Plotly's is runs of one look each", () => {
  assert.deepEqual(
    runs("a < b", 12, "red")
      .map(({ text }) => text)
      .join(""),
    "a < b",
  );
  assert.deepEqual(
    runs('<b>key</b> <span style="color:#123456;font-size:9px">T</span>', 12, "red"),
    [
      { text: "key", size: 12, colour: "red", bold: true },
      { text: " ", size: 12, colour: "red", bold: false },
      { text: "T", size: 9, colour: "#123456", bold: false },
    ],
  );
});

test("a text of Plotly's writes its signs as entities", () => {
  const [found] = runs("a &amp;lt; b &lt;b&gt; 5 &#36;", 12, "red");
  assert.equal(found.text, "a &lt; b <b> 5 $");
});

test("a payload is read as it was packed", () => {
  const content = { view: { z: { packed: 0 }, texts: ["−", null] }, arrays: [] };
  const arrays = [{ offset: 0, size: 24, dtype: "f4", shape: [2, 3] }];
  const text = new TextEncoder().encode(JSON.stringify({ ...content, arrays }));
  const bytes = new Uint8Array(4 + text.length + 24);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, NaN).buffer), 4 + text.length);
  /** @type {any} */
  const view = unpack(bytes);
  assert.deepEqual([...view.z[1]], [4, 5, NaN]);
  assert.deepEqual(view.texts, ["−", null]);
});

test("numbers are shortened, and need their width", () => {
  assert.deepEqual(["0.25", "−0.50", "1.00", "10.0"].map(withoutZero), [
    ".25",
    "−.50",
    "1.0",
    "10.0",
  ]);
  assert.equal(neededWidth(["12", "1.25"], 6), 6 * 3.5 + 4);
  assert.equal(neededWidth([], 6), 4);
});

test("on a page without room for them numbers have fewer digits, of their own values", () => {
  const values = [28.849, -5.5428, 0.04, 9.96, 3];
  const texts = ["28.85", "−5.54", ".04", "9.96", ""];
  const fits = (/** @type {number} */ most) => (/** @type {string[]} */ written) =>
    written.every((text) => text.length <= most);
  // 28.849 is 28.8: of the text 28.85 it would be 28.9.
  assert.deepEqual(withFewerDigits(texts, values, fits(4)), ["28.8", "−5.5", ".0", "10.0", ""]);
  assert.deepEqual(withFewerDigits(texts, values, fits(3)), ["29", "−6", "0", "10", ""]);
  assert.equal(withFewerDigits(texts, values, fits(1)), null);
  assert.equal(withFewerDigits(["−5.54"], [-5.5428], fits(2)), null); // −6 would say too little
  assert.equal(withFewerDigits([".23"], [0.23], fits(2)), null);
  assert.equal(withFewerDigits(["12"], [12], fits(1)), null);
});

test("in a dark theme every light colour has its dark partner, in texts as well", () => {
  const dark = { "#FFFFFF": "#000000" };
  const values = { fill: "#FFFFFF", text: ["<b style='color:#FFFFFF'>"], z: Float32Array.of(1) };
  assert.deepEqual(recolour(values, dark), {
    fill: "#000000",
    text: ["<b style='color:#000000'>"],
    z: Float32Array.of(1),
  });
  assert.equal(recolour(values, null), values);
});

test("a title is the nearest text above a panel, or beside it, that has its name", () => {
  const run = (/** @type {string} */ text) => ({ text, size: 12, colour: "", bold: true });
  const label = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => {
    return { x, y, align: /** @type {const} */ ("center"), runs: [run(text)] };
  };
  const low = panel("weights", 0, 3, 1);
  low.wide.box = [0, 300, 10, 20];
  const labels = [label("weights", 5, 288), label("weights", 200, 288), label("value", 60, -12)];
  assert.equal(titleOf(labels, low, "wide"), labels[0]);
  assert.equal(titleOf(labels, VALUE, "wide"), labels[2]);
  assert.equal(titleOf(labels, WEIGHTS, "wide"), undefined);
});

test("a name that is too wide is seen from its beginning", () => {
  const wide = (/** @type {string} */ text) => 10 * text.length;
  assert.equal(beginning("Goldberg Variations", 190, wide), "Goldberg Variations");
  assert.equal(beginning("Goldberg Variations", 100, wide), "Goldberg…");
  assert.equal(beginning("Goldberg Var…", 60, wide), "Goldb…");
  assert.equal(beginning("Goldberg", 5, wide), "G…");
  assert.equal(beginning("Goldberg…12 minor", 170, wide), "Goldberg…12 minor");
  assert.equal(beginning("Goldberg…12 minor", 120, wide), "Gol…12 minor");
  assert.equal(beginning("Goldberg…12 minor", 50, wide), "…12…");
});

test("labels of a picture that the page has shrunk do not run into each other", () => {
  const run = (/** @type {string} */ text, bold = false, size = 11) => [
    { text, size, colour: "", bold },
  ];
  /** @type {(x: number, text: string) => import("../../attnviz/ui/components/picture/scene.js").Text} */
  const under = (x, text) => ({ x, y: 90, align: "center", runs: run(text) });
  const names = Array.from({ length: 6 }, (_, i) => under(50 * i, `name ${i}`));
  const other = Array.from({ length: 3 }, (_, i) => under(400 + 50 * i, `name ${i}`));
  const shown = (/** @type {number} */ scale) =>
    apart([...names, ...other], scale).map(({ runs: [{ text }] }) => text.slice(5));
  assert.deepEqual(shown(1), ["0", "1", "2", "3", "4", "5", "0", "1", "2"]);
  assert.deepEqual(shown(0.9), ["0", "1", "2", "3", "4", "5", "0", "1", "2"]);
  assert.deepEqual(shown(0.6), ["0", "2", "4", "0", "2"]); // each panel begins with its first
  assert.deepEqual(shown(0.3), ["0", "5", "0"]);
  /** @type {(x: number, name: string) => import("../../attnviz/ui/components/picture/scene.js").Text} */
  const title = (x, name) => ({
    x,
    y: 10,
    align: "left",
    runs: [...run(name, true, 12), ...run("  ±0.12")],
  });
  const titled = (/** @type {number} */ scale) =>
    apart([title(0, "key heads"), title(140, "weights"), ...names], scale)
      .filter(({ y }) => y === 10)
      .map(({ runs: parts }) => parts.length);
  assert.deepEqual(titled(0.9), [2, 2]);
  assert.deepEqual(titled(0.6), [1, 1]);
  // Row labels, and what else has its place of its own, stay as they are.
  const rows = names.map((label) => ({ ...label, align: /** @type {const} */ ("right") }));
  assert.equal(apart(rows, 0.1).length, rows.length);
});
