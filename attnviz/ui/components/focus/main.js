// Only that a component of attnviz is on the page: all of them keep the focus there.

/** @import { Send, Told, View } from "../types.js" */
import { mounted } from "../shared/mount.js";

/** @implements {View<object>} */
class Focus {
  /** @type {Send} */
  send = () => {};

  update() {}

  /** @param {Told} _told */
  follow(_told) {}

  stop() {}
}

export default mounted(Focus);
