// A tab of the browser keeps the lesson that is made in it, so that a reload, which is a new session
// to the server, finds it again, however long it is and on whatever page it was left.
const KEY = "attnviz: draft";

export default function ({ data, setTriggerValue }) {
  let storage;
  try {
    storage = window.sessionStorage;
  } catch {
    return; // a frame without rights has none
  }
  const kept = storage.getItem(KEY);
  if (data.asks && kept && kept !== data.draft) setTriggerValue("kept", kept);
  if (data.draft) storage.setItem(KEY, data.draft);
}
