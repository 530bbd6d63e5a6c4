// The hatches of cells without a number, as a tile that is repeated.

/** @import { FillPattern } from "../types.js" */

/**
 * Lines of "/" or "x" in a square tile. They go beyond its corners, so that those of neighbouring
 * tiles join.
 *
 * @param {FillPattern} look
 */
export function hatchTile({ shape, size, solidity }) {
  const side = size * Math.SQRT2;
  const half = side / 2;
  const rising =
    `M${-half / 2},${half / 2}l${half},${-half}M0,${side}L${side},0` +
    `M${side - half / 2},${side + half / 2}l${half},${-half}`;
  const falling =
    `M${side - half / 2},${-half / 2}l${half},${half}M0,0L${side},${side}` +
    `M${-half / 2},${side - half / 2}l${half},${half}`;
  const crossed = shape === "x";
  const width = crossed ? size - size * Math.sqrt(1 - solidity) : solidity * size;
  return { side, width, path: crossed ? rising + falling : rising };
}

/** A line's dashes and gaps, pixels: "3px,2px" in Plotly's terms. @param {string} [dash] */
export function dashes(dash) {
  return (dash?.match(/\d+(?=px)/g) ?? []).map(Number);
}
