// The picture as tables: for screen readers, for copying, and for when nothing can be drawn.

const TABLE_ROWS = 40;
const TABLE_COLUMNS = 16;
const TABLE_CELLS = 800;

function element(name, properties = {}, children = []) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

// A figure that is not attnviz's: each heatmap as a panel without labels.
function foreignPanels(frame) {
  const heatmaps = frame.data.map((trace, i) => [trace, i]).filter(([trace]) => trace.type === "heatmap");
  return heatmaps.map(([{ z, name }, trace]) => ({
    title: name ?? "", trace, rows: z.length, columns: z[0].length, wide: { z: [0, 0] }, masked: [], padding: [], row_labels: 0, column_labels: 0,
  }));
}

function tables(frame) {
  const meta = frame.layout.meta ?? { panels: foreignPanels(frame) };
  const parts = [];
  let cells = 0;
  let left = 0;
  for (const panel of meta.panels ?? []) {
    const rows = Math.min(panel.rows, TABLE_ROWS);
    const columns = Math.min(panel.columns, TABLE_COLUMNS);
    if (cells + rows * columns > TABLE_CELLS) {
      left += 1;
      continue;
    }
    cells += rows * columns;
    parts.push(panelTable(frame, panel, rows, columns));
  }
  const columns = meta.curves ?? meta.table;
  if (columns) parts.push(curveTable(columns));
  if (left) parts.push(element("p", { textContent: `${left} more panels are not in the table.` }));
  return parts;
}

function panelTable(frame, panel, rows, columns) {
  const labels = frame.layout.meta?.labels ?? [[]];
  const names = labels[panel.column_labels];
  const lines = labels[panel.row_labels];
  const cut = [
    rows < panel.rows ? `first ${rows} of ${panel.rows} rows` : "",
    columns < panel.columns ? `first ${columns} of ${panel.columns} columns` : "",
  ].filter(Boolean);
  const title = [panel.block, panel.title, panel.shape].filter(Boolean).join(" ");
  const caption = element("caption", { textContent: title + (cut.length ? ` (${cut.join(", ")})` : "") });
  const head = element("tr", {}, [element("td")]);
  for (let column = 0; column < columns; column++) {
    head.append(element("th", { scope: "col", textContent: names[column] ?? String(column + 1) }));
  }
  const body = [];
  for (let row = 0; row < rows; row++) {
    const line = element("tr", {}, [element("th", { scope: "row", textContent: lines[row] ?? String(row + 1) })]);
    for (let column = 0; column < columns; column++) {
      const { value } = cellText(frame, panel, row, column);
      line.append(element("td", { textContent: value.startsWith("masked") ? "masked" : value }));
    }
    body.push(line);
  }
  return element("table", {}, [caption, element("thead", {}, [head]), element("tbody", {}, body)]);
}

function curveTable(curves) {
  const head = element("tr", {}, [curves.x_name, ...curves.names].map((name) => element("th", { scope: "col", textContent: name })));
  const body = curves.x.map((x, i) =>
    element("tr", {}, [
      element("th", { scope: "row", textContent: x }),
      ...curves.values.map((values) => element("td", { textContent: values[i] === null ? "–" : numberText(values[i]) })),
    ]),
  );
  return element("table", {}, [element("thead", {}, [head]), element("tbody", {}, body)]);
}
