// What a picture's scales and patterns mean, below it.

function legendNode(entries) {
  const legend = make("div", "legend");
  for (const { swatch, before, after, gradient } of entries) {
    const entry = make("span", "entry", legend);
    if (before) make("span", "", entry, before);
    const sample = make("span", `swatch ${swatch}`, entry);
    // Both themes' gradients at once: the browser takes the one that holds.
    if (gradient) sample.style.background = gradient.replace(/#[0-9A-F]{6}/g, (hex) => `light-dark(${hex}, ${DARK[hex]})`);
    make("span", "", entry, after);
  }
  return legend;
}
