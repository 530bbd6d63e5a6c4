// What a picture has of the page it is on: Plotly, its style rules, the theme's colours.

let loading = null;

// plotly.min.js once for all pictures of the page, from the server that serves the page.
function loadPlotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const base = document.querySelector('script[src*="static/js/"]').src.split("static/js/")[0];
    const script = make("script", "", document.head);
    const failed = () => {
      loading = null; // The next picture tries again.
      script.remove();
      reject(new Error("plotly.min.js could not be loaded"));
    };
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : failed());
    script.onerror = failed;
    script.src = base + PLOTLY_PATH;
  });
  return loading;
}

// Plotly puts its rules into the document; a shadow root needs its own copy of them.
function adoptPlotlyStyles(root) {
  const sheet = new CSSStyleSheet();
  for (const style of document.querySelectorAll('style[id^="plotly.js-style"]')) {
    for (const rule of style.sheet.cssRules) sheet.insertRule(rule.cssText, sheet.cssRules.length);
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

// CSS light-dark() is the browser's own answer, so components and pictures never differ. The node that
// answers stays: one that comes and goes makes the browser look at all styles anew.
function colourOf(node, property) {
  const probe = node.querySelector(":scope > .colour") ?? make("span", "colour", node);
  probe.hidden = true;
  const asked = `var(${property})`;
  if (probe.style.color !== asked) probe.style.color = asked;
  return getComputedStyle(probe).color;
}

function isDark(node) {
  const [red, green, blue] = colourOf(node, "--page").match(/[\d.]+/g).map(Number);
  return red + green + blue < 384;
}
