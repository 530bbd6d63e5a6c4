// A text to copy. A frame of another page may have no right to the clipboard, and a page without
// https none at all: then what is selected is copied as the keys do it.

const COPIED = "Copied.";
const BY_HAND = "It is selected: copy it with Ctrl+C, or ⌘C.";

/** @param {HTMLTextAreaElement} field */
async function copy(field) {
  field.focus();
  field.select();
  // Out of date, and the one way that asks for no right.
  if (document.execCommand("copy")) return COPIED;
  try {
    await navigator.clipboard.writeText(field.value);
    return COPIED;
  } catch {
    return BY_HAND;
  }
}

/** @param {ShadowRoot | HTMLElement} parent */
function drawn(parent) {
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.addEventListener("focus", () => field.select());
  const button = document.createElement("button");
  button.textContent = "Copy";
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    told.textContent = await copy(field);
  });
  parent.append(field, button, told);
  return field;
}

export default function ({ parentElement, data }) {
  const field = parentElement.querySelector("textarea") ?? drawn(parentElement);
  field.setAttribute("aria-label", data.label);
  if (field.value !== data.text) field.value = data.text;
  field.rows = Math.min(10, data.text.split("\n").length + Math.floor(data.text.length / 60));
}
