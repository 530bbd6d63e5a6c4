// Hands a picture's frames over to it; it may have been mounted before or come later.

/** @import { FramesPayload, Send, Told, View } from "../types.js" */
import { mounted } from "../shared/mount.js";
import { FRAMES, FRAMES_CAME, unpack } from "./payload.js";

/** @param {Uint8Array} bytes */
async function unzipped(bytes) {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @implements {View<Uint8Array>} */
class Frames {
  /** @type {Send} */
  send = () => {};
  /** @type {Uint8Array | null} */
  bytes = null;

  /** @param {Uint8Array} bytes */
  async update(bytes) {
    if (this.bytes === bytes || !("DecompressionStream" in window)) return;
    this.bytes = bytes;
    /** @type {FramesPayload} */
    const sent = unpack(await unzipped(bytes));
    if (this.bytes !== bytes) return; // Others came meanwhile.
    FRAMES.set(sent.key, sent);
    window.dispatchEvent(new CustomEvent(FRAMES_CAME, { detail: sent.key }));
  }

  /** @param {Told} _told */
  follow(_told) {}

  stop() {}
}

export default mounted(Frames);
