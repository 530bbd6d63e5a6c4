// Put into every page before its own scripts: tells when the page has come to rest and what is wrong.
(() => {
  const traffic = { sent: 0, heard: 0 };
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", () => (traffic.heard = performance.now()));
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

  const busy = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return ["no app yet"];
    const state = app.dataset.testScriptState;
    const connection = app.dataset.testConnectionState;
    const waiting = byTestId("stAppSkeleton", "stSkeleton", "stSpinner", "stProgress");
    return [
      state !== "notRunning" && `script is ${state}`,
      connection !== "CONNECTED" && `connection is ${connection}`,
      traffic.sent >= traffic.heard && "the server has not answered",
      document.querySelector('[data-stale="true"]') && "stale elements",
      document.fonts.status !== "loaded" && "fonts are loading",
      waiting.length && `waiting: ${waiting.map(described)}`,
      unpainted().length && "a component is not painted",
      undrawn().length && "a plot is not painted",
    ].filter(Boolean);
  };

  // Widgets tell the server up to 300 ms after the last input, so after one it takes longer until it
  // is known that nothing follows.
  const settled = async (restMs, handMs, timeoutMs) => {
    const end = performance.now() + timeoutMs;
    let lastBusy = performance.now();
    while (performance.now() < Math.max(lastBusy + restMs, touched + handMs)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const reasons = busy();
      if (reasons.length) lastBusy = performance.now();
      if (performance.now() > end) return reasons.length ? reasons : ["it never came to rest"];
    }
    return [];
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
