// A tab of the browser remembers by what the server knows it in rooms, so that a reload, which is a
// new session to the server, is still the same learner, or the same teacher.
const KEY = "attnviz: badge";

export default function ({ data, setTriggerValue }) {
  let storage;
  try {
    storage = window.sessionStorage;
  } catch {
    return; // a frame without rights has none
  }
  const remembered = storage.getItem(KEY);
  if (!remembered) storage.setItem(KEY, data.badge);
  else if (remembered !== data.badge) setTriggerValue("remembered", remembered);
}
