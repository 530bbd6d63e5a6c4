// The payload of a picture as it arrives, and the frames that came behind it.

/** @import { FramesPayload, Payload, Vector } from "../types.js" */

/** @typedef {{ offset: number, size: number, dtype: string, shape: number[] }} Entry */

export const FRAMES_CAME = "attnviz:frames";

// Of the page and not of this module: a script that had to be asked for again is another module.
globalThis.attnvizFrames ??= new Map();
/** Frames of pictures that were sent one frame at once, by the picture's key. */
export const FRAMES = globalThis.attnvizFrames;

/** @type {Record<string, new (buffer: ArrayBuffer) => Vector>} */
const ARRAYS = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
};

/**
 * A payload as Python packed it.
 *
 * @template {Payload | FramesPayload} Shape
 * @param {Uint8Array} bytes Length of the JSON (uint32, little endian), the JSON, then the arrays
 *   that it refers to.
 * @returns {Shape}
 */
export function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = 4 + length;
  const { view, arrays } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
  return filled(
    view,
    arrays.map((/** @type {Entry} */ entry) => arrayOf(bytes, start, entry)),
  );
}

/** @param {Uint8Array} bytes @param {number} start @param {Entry} entry */
function arrayOf(bytes, start, { offset, size, dtype, shape }) {
  const buffer = bytes.slice(start + offset, start + offset + size).buffer;
  const flat = new ARRAYS[dtype](buffer);
  if (shape.length < 2) return flat;
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, row) =>
    flat.subarray(row * columns, (row + 1) * columns),
  );
}

/**
 * Puts the arrays where the view refers to them.
 *
 * @param {any} value
 * @param {unknown[]} arrays
 */
function filled(value, arrays) {
  if (value === null || typeof value !== "object") return value;
  if (value.packed !== undefined) return arrays[value.packed];
  for (const name in value) {
    if (typeof value[name] === "object") value[name] = filled(value[name], arrays);
  }
  return value;
}

/**
 * Puts frames that were sent behind a view into it; the places of those that have not come are empty.
 *
 * @param {Payload} view
 */
export function withAllFrames(view) {
  if (view.version === null) return;
  const behind = FRAMES.get(view.key);
  if (view.frames.length < view.count) {
    const [shown] = view.frames;
    const places = Array.from({ length: view.count }, (_, i) => i);
    view.frames = places.map((i) => (i === view.frame ? shown : undefined));
  }
  if (behind?.version === view.version) {
    view.frames = view.frames.map((frame, i) => frame ?? behind.frames[i]);
  }
}
