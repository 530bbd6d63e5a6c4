// Texts on the canvas of a picture, as Plotly would write them.

// A text as runs of one look each: <b>, and <span> with a colour and a size, as Plotly reads them.
function runs(text, size, colour) {
  if (!text.includes("<")) return [{ text, size, colour, bold: false }];
  const looks = [{ size, colour, bold: false }];
  const found = [];
  for (const [whole, closing, tag, style] of text.matchAll(/<(\/?)(b|span)(?: style="([^"]*)")?>|[^<]+|</g)) {
    const look = looks.at(-1);
    if (!tag) found.push({ ...look, text: whole });
    else if (closing) looks.length > 1 && looks.pop();
    else looks.push({ size: Number(/font-size:([\d.]+)px/.exec(style)?.[1] ?? look.size), colour: /color:([^;]+)/.exec(style)?.[1] ?? look.colour, bold: look.bold || tag === "b" });
  }
  return found;
}

function write(pen, parts, family, x, y, position) {
  const widths = parts.map((part) => {
    setFont(pen, part, family);
    return parts.length > 1 || position ? pen.measureText(part.text).width : 0;
  });
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const single = parts.length === 1;
  pen.textAlign = !single ? "left" : position === "middle left" ? "right" : position === "middle right" ? "left" : "center";
  let left = single ? x : position === "middle left" ? x - whole : position === "middle right" ? x : x - whole / 2;
  parts.forEach((part, i) => {
    setFont(pen, part, family);
    pen.fillStyle = part.colour;
    pen.fillText(part.text, left, y);
    left += widths[i];
  });
}

// A canvas reads a font each time that it is set, also the same one.
const fontsOf = new WeakMap();

function setFont(pen, { bold, size }, family) {
  const font = `${bold ? "700 " : ""}${size}px ${family}`;
  if (fontsOf.get(pen) !== font) pen.font = font;
  fontsOf.set(pen, font);
}
