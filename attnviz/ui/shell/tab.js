// A tab of the browser remembers by which name the server knows the clicks that it has brought, so
// that a reload, which is a new session to the server, finds them again.
const KEY = "attnviz: own clicks";

export default function ({ data, setTriggerValue }) {
  let storage;
  try {
    storage = window.sessionStorage;
  } catch {
    return; // a frame without rights has none
  }
  if (data.name) storage.setItem(KEY, data.name);
  else if (data.forget) storage.removeItem(KEY);
  else if (storage.getItem(KEY)) setTriggerValue("brought", storage.getItem(KEY));
}
