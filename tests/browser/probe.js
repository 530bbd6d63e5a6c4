// Put into every page before its own scripts: tells when the page has come to rest and what is wrong.
(() => {
  // What the page itself has put off: timers, frames, requests. Each is known until it has come.
  const putOff = new Set();
  const { setTimeout: later, clearTimeout: never, requestAnimationFrame: soon } = window;
  const { cancelAnimationFrame: notSoon, fetch: ask } = window;
  const LONG_MS = 1000; // a page that waits for longer is at rest meanwhile
  window.setTimeout = (call, ms = 0, ...values) => {
    if (typeof call !== "function" || ms > LONG_MS) return later(call, ms, ...values);
    const timer = later(() => {
      putOff.delete(`timer ${timer}`);
      call(...values);
    }, ms);
    putOff.add(`timer ${timer}`);
    return timer;
  };
  window.clearTimeout = (timer) => {
    putOff.delete(`timer ${timer}`);
    never(timer);
  };
  window.requestAnimationFrame = (call) => {
    const frame = soon((time) => {
      putOff.delete(`frame ${frame}`);
      call(time);
    });
    putOff.add(`frame ${frame}`);
    return frame;
  };
  window.cancelAnimationFrame = (frame) => {
    putOff.delete(`frame ${frame}`);
    notSoon(frame);
  };
  window.fetch = (...asked) => {
    const request = {};
    putOff.add(request);
    return ask(...asked).finally(() => putOff.delete(request));
  };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...body) {
    putOff.add(this);
    this.addEventListener("loadend", () => putOff.delete(this));
    send.apply(this, body);
  };
  const moves = (animation) =>
    animation.playState === "running" && animation.effect?.getComputedTiming().endTime <= LONG_MS;
  const expects = () =>
    putOff.size || document.readyState !== "complete" || document.getAnimations().some(moves);

  // Of a message of the server, by its protocol: which run has begun, and how one has ended.
  const NEW_SESSION = 4;
  const SCRIPT_FINISHED = 6;
  const FOR_ANOTHER_RUN = 2;
  const LENGTH_DELIMITED = 2;
  const traffic = { sent: 0, heard: 0, goesOn: false };
  const read = (bytes) => {
    let at = 0;
    const number = () => {
      let [value, unit] = [0, 1];
      for (; bytes[at] & 0x80; unit *= 128) value += (bytes[at++] & 0x7f) * unit;
      return value + bytes[at++] * unit;
    };
    while (at < bytes.length) {
      const tag = number();
      const value = number();
      if (tag >> 3 === NEW_SESSION) traffic.goesOn = true;
      if (tag >> 3 === SCRIPT_FINISHED) traffic.goesOn = value === FOR_ANOTHER_RUN;
      if ((tag & 7) === LENGTH_DELIMITED) at += value;
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        traffic.heard = performance.now();
        if (data instanceof ArrayBuffer) read(new Uint8Array(data));
      });
    }
    send(data) {
      traffic.sent = performance.now();
      super.send(data);
    }
  };

  // When the hand, the history or the page's cursor last told the page anything.
  let touched = -Infinity;
  const TOUCHES = ["pointerdown", "pointermove", "pointerup", "wheel", "keydown", "keyup", "input"];
  for (const name of [...TOUCHES, "change", "popstate", "resize", "attnviz:cursor"]) {
    window.addEventListener(name, () => (touched = performance.now()), true);
  }

  // Like querySelectorAll, but also looks into the shadow roots of components.
  const deep = (selector, root = document) => {
    const inside = [...root.querySelectorAll("*")].filter((element) => element.shadowRoot);
    return [
      ...root.querySelectorAll(selector),
      ...inside.flatMap((element) => deep(selector, element.shadowRoot)),
    ];
  };
  const byTestId = (...ids) =>
    [...document.querySelectorAll(ids.map((id) => `[data-testid="${id}"]`).join())].filter(
      (element) => element.checkVisibility(),
    );
  const visible = (selector) => deep(selector).filter((element) => element.checkVisibility());
  const hasArea = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 || box.height > 0;
  };

  // Streamlit scrolls these boxes, not the document. A closed sidebar is squeezed out of sight.
  const SIDEBAR = '[data-testid="stSidebar"][data-collapsed="false"]';
  const scrolling = () => [
    ...byTestId("stMain"),
    ...document.querySelectorAll(`${SIDEBAR} [data-testid="stSidebarContent"]`),
  ];

  const COMPONENTS = ["stBidiComponentIsolated", "stBidiComponentRegular"];
  // Its module and its styles are still on their way: it has no height. What shows nothing has one of 1 px.
  const unpainted = () =>
    byTestId(...COMPONENTS).filter(
      (host) =>
        !host.shadowRoot?.adoptedStyleSheets.length && !host.getBoundingClientRect().height,
    );

  // A picture that is not painted; a chart whose library is still on its way, and which has not fallen
  // back to its table.
  const undrawn = () =>
    visible(".stage").filter((stage) => {
      const isDrawn = stage.querySelector(".drawing")?.axes ?? stage.querySelector(".main-svg");
      return !isDrawn && !stage.closest(".failed");
    });

  // With its text, such as how far a training is.
  const described = (element) => [element.dataset.testid, element.innerText.trim()].join(" ").trim();

  // Reasons one by one: what is cheap to see first, as the first is enough to wait on.
  function* reasons() {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return yield "no app yet";
    const state = app.dataset.testScriptState;
    const connection = app.dataset.testConnectionState;
    if (state !== "notRunning") yield `script is ${state}`;
    if (connection !== "CONNECTED") yield `connection is ${connection}`;
    if (traffic.sent >= traffic.heard) yield "the server has not answered";
    if (traffic.goesOn) yield "a run goes on";
    if (document.querySelector('[data-stale="true"]')) yield "stale elements";
    if (document.fonts.status !== "loaded") yield "fonts are loading";
    const waiting = byTestId("stAppSkeleton", "stSkeleton", "stSpinner", "stProgress");
    if (waiting.length) yield `waiting: ${waiting.map(described)}`;
    if (unpainted().length) yield "a component is not painted";
    if (undrawn().length) yield "a plot is not painted";
  }
  const busy = () => [...reasons()];

  // At rest where nothing is busy, and nothing that the page has put off is to come. What cannot be
  // known, such as a page that asks again and again, is left to time. Widgets tell the server up to
  // 300 ms after the last input, so after one that takes longer. Where the machine stands still, the
  // page does too: between two looks little of the time counts.
  const LOOK_MS = 25;
  const settled = async (quietMs, restMs, handMs, timeoutMs) => {
    let looked = performance.now();
    let [felt, lastBusy, lastExpected, lastTouched] = [0, 0, 0, touched - looked];
    for (;;) {
      const isQuiet = felt >= Math.max(lastBusy, lastExpected, lastTouched) + quietMs;
      if (isQuiet || felt >= Math.max(lastBusy + restMs, lastTouched + handMs)) return [];
      if (felt > timeoutMs) return [...reasons(), "it never came to rest"];
      await new Promise((resolve) => later(resolve, LOOK_MS));
      const now = performance.now();
      felt += Math.min(now - looked, 2 * LOOK_MS);
      if (touched >= looked) lastTouched = felt;
      looked = now;
      if (!reasons().next().done) lastBusy = felt;
      if (expects()) lastExpected = felt;
    }
  };

  const DRAWN = [
    ".heatmaplayer image",
    ".imagelayer image",
    ".scatterlayer .trace path",
    ".scatterlayer .trace text",
    ".barlayer .point path",
  ].join();
  const plotIsEmpty = (plot) => {
    const traces = (plot._fullData ?? []).filter((trace) => trace.visible === true);
    const heatmaps = traces.filter((trace) => trace.type === "heatmap").length;
    const images = [...plot.querySelectorAll(".heatmaplayer image")].filter(hasArea).length;
    return !traces.length || ![...plot.querySelectorAll(DRAWN)].some(hasArea) || images < heatmaps;
  };
  // A picture's cells, as far as they are in view; those without a number are hatched.
  const hasBlankCells = (canvas) =>
    canvas.cells?.some(({ box: [x, y, width, height] }) => {
      const [[x0, x1], [y1, y0]] = [canvas.axes.x, canvas.axes.y];
      const left = ((x + width / 2 - x0) / (x1 - x0)) * canvas.axes.width;
      const top = ((y + height / 2 - y0) / (y1 - y0)) * canvas.axes.height;
      if (left < 0 || top < 0 || left > canvas.axes.width || top > canvas.axes.height) return false;
      const ratio = canvas.width / canvas.offsetWidth; // more than the device's on a projector
      const place = [left * ratio, top * ratio];
      return !canvas.getContext("2d").getImageData(...place, 1, 1).data[3];
    });
  const SHAPES = "path, rect, circle, ellipse, line, polygon, polyline, text, image, use";
  const svgIsEmpty = (svg) => ![...svg.querySelectorAll(SHAPES)].some(hasArea);
  const canvasIsEmpty = (canvas) => {
    if (!canvas.width || !canvas.height) return true;
    const context = canvas.getContext("2d");
    if (!context) return false; // drawn by WebGL, which cannot be read here
    return !context.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
  };

  const hasPicture = () =>
    byTestId(...COMPONENTS).some((host) =>
      (host.shadowRoot ?? host).querySelector("svg:not(.ways svg), canvas, .js-plotly-plot"),
    );

  const problems = () => {
    const errors = byTestId("stException", "stAlertContentError", "stErrorElementStack");
    const svgs = visible("svg").filter((svg) => !svg.closest(".js-plotly-plot"));
    return [
      ...[document.documentElement, ...scrolling()]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => {
          const name = box.dataset.testid ?? "document";
          return `${name} is ${box.scrollWidth} px wide in ${box.clientWidth}`;
        }),
      ...errors.map((box) => `error box: ${box.innerText}`),
      ...undrawn().map(() => "plot without its drawing"),
      ...visible(".js-plotly-plot").filter(plotIsEmpty).map(() => "empty plot"),
      ...visible(".drawing").filter(hasBlankCells).map(() => "blank cells"),
      ...svgs.filter(svgIsEmpty).map((svg) => `empty svg: ${svg.outerHTML.slice(0, 200)}`),
      ...visible("canvas").filter(canvasIsEmpty).map(() => "empty canvas"),
      ...(hasPicture() ? [] : ["no picture"]),
      ...(visible("h1").some((title) => title.innerText.trim()) ? [] : ["no title"]),
    ];
  };

  const contentHeight = () => Math.max(...scrolling().map((box) => box.scrollHeight));

  window.probe = { busy, settled, problems, contentHeight };
})();
