import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, SvgPen } from "../../attnviz/ui/components/picture/svg.js";

/** @import { Axes } from "../../attnviz/ui/components/frames/axes.js" */
/** @import { Cells } from "../../attnviz/ui/components/picture/cells.js" */

/** @type {Axes} */
const WHOLE = { x: [0, 100], y: [50, 0], width: 200, height: 100 };

/** Two rows of three; the last cell has no number. @returns {Cells} */
function cells() {
  const bytes = new Uint8ClampedArray(24);
  for (let i = 0; i < 5; i++) bytes.set([16 * i, 0, 255, 255], 4 * i);
  return { step: 'a<b"', at: "row", rows: 2, columns: 3, box: [10, 5, 20, 10], bytes };
}

/** @param {SvgPen} pen @param {string} tag */
function all(pen, tag) {
  return [...pen.file("t").matchAll(new RegExp(`<${tag} ([^>]*)>`, "g"))].map(([, found]) => found);
}

test("each cell with a number is a rectangle in its colour, where the page has it", () => {
  const pen = new SvgPen(WHOLE, "serif", "white");
  pen.cells([cells()]);
  const [page, ...rects] = all(pen, "rect");
  assert.match(page, /fill="white"/);
  assert.equal(rects.length, 5);
  assert.equal(rects[0], 'x="20" y="10" width="40" height="20" fill="#0000ff"/');
  assert.equal(rects[4], 'x="60" y="30" width="40" height="20" fill="#4000ff"/');
  assert.deepEqual(all(pen, "g"), ['class="cells" data-step="a&lt;b&quot;"']);
});

test("cells that a zoom has put out of sight are not written", () => {
  const pen = new SvgPen({ ...WHOLE, x: [30, 50], y: [15, 5] }, "serif", "white");
  pen.cells([cells()]);
  const [, ...rects] = all(pen, "rect");
  assert.deepEqual(rects, ['x="0" y="0" width="200" height="100" fill="#1000ff"/']);
});

test("a path goes where the axes have it", () => {
  assert.equal(moved("M10,5H50V20L0,0ZM1.5,2e1", WHOLE), "M20,10H100V40L0,0ZM3,40");
  const zoomed = { ...WHOLE, x: [10, 60], y: [30, 5] };
  assert.equal(moved("M10,5H60V30H10Z", /** @type {Axes} */ (zoomed)), "M0,0H200V100H0Z");
});

test("lines have their width and dashes, hatches their pattern once", () => {
  const pen = new SvgPen(WHOLE, "serif", "white");
  const pattern = { shape: "x", fgcolor: "#111111", bgcolor: "#EEEEEE", size: 8, solidity: 0.18 };
  pen.stroke({ path: "M0,0H10", line: { width: 1.5, color: "#123456", dash: "3px,2px" } });
  pen.stroke({ path: "M0,0H10V10Z", fill: "#EEEEEE", pattern });
  pen.stroke({ path: "M5,5H10V10Z", fill: "#EEEEEE", pattern });
  const [line, first, second] = all(pen, "path")
    .filter((path) => path.startsWith('d="M0,0H20'))
    .concat(all(pen, "path").filter((path) => path.startsWith('d="M10,10')));
  assert.equal(
    line,
    'd="M0,0H20" fill="none" stroke="#123456" stroke-width="1.5" stroke-dasharray="3 2"/',
  );
  assert.match(first, /fill="url\(#hatch-crossed\)"/);
  assert.match(second, /fill="url\(#hatch-crossed\)"/);
  assert.equal(all(pen, "pattern").length, 1);
});

test("a text is text, in runs of their own look, with its signs written as XML", () => {
  const pen = new SvgPen(WHOLE, "Source Sans, serif", "white");
  const run = { size: 10, colour: "#222222", bold: false };
  const runs = [
    { ...run, text: "a < b & c", bold: true },
    { ...run, text: "  T\u0000", size: 8 },
  ];
  pen.write({ x: 0, y: 0, align: "right", runs }, 40, 20);
  const file = pen.file("Tom & Jerry");
  assert.ok(
    file.includes(
      '<text x="40" y="23.5" text-anchor="end">' +
        '<tspan font-size="10" font-weight="700" fill="#222222">a &lt; b &amp; c</tspan>' +
        '<tspan font-size="8" fill="#222222">  T</tspan></text>',
    ),
    file,
  );
  assert.match(file, /<title>Tom &amp; Jerry<\/title>/);
  assert.match(
    file,
    /font-family="Source Sans, serif" xml:space="preserve" style="white-space:pre">/,
  );
  assert.match(file, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="200" height="100"/);
});
