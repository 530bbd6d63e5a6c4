// Put into a page before its own scripts: counts the listeners on what outlives a component, and tells
// which of the pictures' stages are still in memory.
(() => {
  const kept = [];
  const place = (wanted) => kept.findIndex((known) => known.every((part, i) => part === wanted[i]));
  // A MediaQueryList that is listened to lives for good.
  const outlives = (target) =>
    target === window || target === document || target instanceof MediaQueryList;

  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const entry = [this ?? window, type, listener];
    if (outlives(entry[0]) && !options?.once && place(entry) < 0) kept.push(entry);
    return addEventListener.call(entry[0], type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const entry = [this ?? window, type, listener];
    if (place(entry) >= 0) kept.splice(place(entry), 1);
    return removeEventListener.call(entry[0], type, listener, options);
  };

  const stages = [];
  const remember = () => {
    const hosts = [...document.querySelectorAll("*")].filter((element) => element.shadowRoot);
    const found = hosts.flatMap((host) => [...host.shadowRoot.querySelectorAll(".stage")]);
    stages.push(...found.map((stage) => new WeakRef(stage)));
    return stages.length;
  };

  window.kept = {
    listeners: () => kept.length,
    remember,
    alive: () => stages.filter((stage) => stage.deref()).length,
  };
})();
