// The payload of a picture as it arrives, and the frames that came behind it.

const ARRAYS = { f4: Float32Array, f8: Float64Array, i1: Int8Array, i2: Int16Array, i4: Int32Array, u1: Uint8Array, u2: Uint16Array, u4: Uint32Array };

function halfToFloat(half) {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

// bytes: length of the JSON (uint32, little endian), the JSON, then the arrays that it refers to.
function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = 4 + length;
  const { view, arrays } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)));
  return filled(view, arrays.map((entry) => arrayOf(bytes, start, entry)));
}

function arrayOf(bytes, start, { offset, size, dtype, shape }) {
  const buffer = bytes.slice(start + offset, start + offset + size).buffer;
  const flat = dtype === "f2" ? Float32Array.from(new Uint16Array(buffer), halfToFloat) : new ARRAYS[dtype](buffer);
  if (shape.length < 2) return flat;
  return Array.from({ length: shape[0] }, (_, row) => flat.subarray(row * shape[1], (row + 1) * shape[1]));
}

// Puts the arrays where the view refers to them.
function filled(value, arrays) {
  if (value === null || typeof value !== "object") return value;
  if (value.packed !== undefined) return arrays[value.packed];
  for (const name in value) {
    if (typeof value[name] === "object") value[name] = filled(value[name], arrays);
  }
  return value;
}

// All frames of pictures that were sent one frame at once, by the picture's key.
const FRAMES = (window.attnvizFrames ??= new Map());
const FRAMES_CAME = "attnviz:frames";
