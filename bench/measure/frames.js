// Put into a page before its own scripts: the time from a key press to a picture's new pixels, and
// what every animation frame between them looked like.
(() => {
  const traffic = { bytes: 0 };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => (traffic.bytes += data.byteLength ?? data.size));
    }
  };

  const main = () => document.querySelector('[data-testid="stMain"]');
  const running = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState !== "notRunning";
  const frame = () => new Promise(requestAnimationFrame);
  // The task after a frame's callbacks runs when the frame has been painted. Of the highest priority:
  // else messages of the server that came meanwhile would be worked off before it, and be counted.
  const painted = () => scheduler.postTask(() => {}, { priority: "user-blocking" });

  // A node of the component called `key`, or of the page itself where there is none.
  function find(key, selector) {
    if (!key) return main().querySelector(selector);
    const inside = document.querySelectorAll(`.st-key-${key} *`);
    return [...inside].find((node) => node.shadowRoot)?.shadowRoot.querySelector(selector);
  }

  const probe = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
  const pen = probe.getContext("2d", { willReadFrequently: true });

  // What is on a canvas, shrunk.
  function pixels(canvas) {
    pen.clearRect(0, 0, probe.width, probe.height);
    pen.drawImage(canvas, 0, 0, probe.width, probe.height);
    return pen.getImageData(0, 0, probe.width, probe.height).data;
  }

  // Out of the page, without area, or without one drawn shape or word.
  function isBlank(node, seen) {
    if (!node.isConnected || !node.checkVisibility({ opacityProperty: true })) return true;
    const drawn = [...node.querySelectorAll("svg image[href], svg path, svg rect, svg text")];
    const hasArea = (shape) => shape.getBoundingClientRect().width > 0;
    if (!hasArea(node)) return true;
    if (seen) return !seen.some(Boolean);
    return node.querySelector("svg") ? !drawn.some(hasArea) : !node.textContent;
  }

  function begun() {
    return new Promise((done) => {
      const types = ["keydown", "click"];
      const begin = ({ timeStamp }) => {
        types.forEach((type) => window.removeEventListener(type, begin, true));
        done(timeStamp);
      };
      types.forEach((type) => window.addEventListener(type, begin, true));
    });
  }

  // Watches from the next key press or click on, until the node has changed, has then been as it is
  // for `rest` frames, and the script has ended. A canvas is looked at, as nothing tells of its changes.
  // Times in ms, to the last change; `frames` counts those to the first one.
  async function watch(key, selector, rest) {
    const node = find(key, selector);
    const seen = { milliseconds: null, frames: 0, blanks: 0, heights: [main().scrollHeight], inspected: 0 };
    const look = () => (node.tagName === "CANVAS" ? pixels(node) : null);
    const bytes = traffic.bytes;
    let last = look();
    const start = await begun();
    let changes = 0;
    let quiet = 0;
    async function changed(drawn) {
      const mine = (changes += 1);
      quiet = 0;
      seen.frames ||= seen.inspected + 1;
      await drawn;
      await painted();
      if (mine === changes) seen.milliseconds = performance.now() - start;
    }
    const observer = new MutationObserver(() => changed(frame()));
    const isCanvas = last !== null;
    if (!isCanvas) observer.observe(node, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const until = start + 20_000; performance.now() < until; ) {
      await frame();
      const now = look();
      if (isCanvas && now.some((value, i) => value !== last[i])) changed();
      last = now;
      seen.inspected += 1;
      quiet += 1;
      if (isBlank(node, now)) seen.blanks += 1;
      if (seen.heights.at(-1) !== main().scrollHeight) seen.heights.push(main().scrollHeight);
      if (changes && quiet > rest && !running()) break;
    }
    observer.disconnect();
    return { ...seen, bytes: traffic.bytes - bytes, same: find(key, selector) === node };
  }

  window.latency = {
    watch: (...what) => void (latency.result = watch(...what)),
    result: null,
    shown: (key, selector) => Boolean(find(key, selector)),
    show: (key, selector) => find(key, selector).scrollIntoView({ block: "center" }),
    box: (key, selector) => find(key, selector).getBoundingClientRect().toJSON(),
  };
})();
