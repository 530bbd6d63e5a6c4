// Which keys undo and redo, and where they mean something else.

/** Fields of text have an undo of their own, and what stands over the page is not the page. */
const OWN =
  "textarea, [contenteditable], [role=dialog], " +
  "input:not([type=range], [type=radio], [type=checkbox], [type=button])";

/**
 * -1 for undo, 1 for redo, 0 for neither.
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">} event
 */
export function wayOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey || ctrlKey === metaKey) return 0;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? 1 : -1;
  return letter === "y" && ctrlKey && !shiftKey ? 1 : 0;
}

/** @param {EventTarget} node */
export function writes(node) {
  return node instanceof Element && node.matches(OWN);
}
