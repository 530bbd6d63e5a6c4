// A tab of the browser remembers a text under a name, so that a reload, which is a new session to the
// server, is still the same visitor. Another tab does not know it.

/** @import { Mounting, TabStorageData } from "../types.js" */

/** @param {Mounting<TabStorageData>} mounting */
export default function ({ data: { name, text, asks }, setTriggerValue }) {
  let storage;
  try {
    storage = window.sessionStorage;
  } catch {
    return; // a frame without rights has none
  }
  const kept = storage.getItem(name);
  if (asks && kept) {
    if (kept !== text) setTriggerValue("kept", kept);
  } else if (text) storage.setItem(name, text);
  else if (!asks) storage.removeItem(name);
}
