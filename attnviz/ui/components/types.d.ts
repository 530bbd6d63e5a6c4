// What Python sends the components, and what the components tell each other and Python.

/** A place in a step's tensor, as `attnviz.trace.cell.Cell`: null stands for every position. */
export interface Cell {
  step: string;
  index: readonly (number | string | null)[];
}

/** The page's cursor: what one component tells all others. */
export type Told = { kind: "cell"; cell: Cell | null; pinned: boolean; source: string } | Moved;

/** A position that the page is at: an epoch, a step of the walk, a number of clicks. */
export interface Moved {
  kind: string;
  index: number;
  step?: string;
  source?: string;
}

/** Tells Python: the name of a trigger, and its value. */
export type Send = (trigger: string, value: unknown) => void;

/** What Streamlit calls a component with. */
export interface Mounting<Data> {
  parentElement: HTMLElement | ShadowRoot;
  data: Data;
  setTriggerValue: Send;
}

/** What the page as a whole does: its news with their number; what its links lack, and whether they may. */
export interface PageData {
  number: number;
  text: string;
  embedded: boolean;
  moved: string;
  behind: string;
  parts: boolean;
}

/** What a tab is to remember, or asked for; see `remembered_by_tab` in Python. */
export interface TabStorageData {
  name: string;
  text: string;
  asks: boolean;
  count: number;
}

/** What `mounted` makes a component of. */
export interface View<Data> {
  send: Send;
  update(data: Data): void;
  follow(told: Told): void;
  stop(): void;
  /** Of a picture: where it has the pinned number; null where it has none of it. */
  seen?(): Seen | null;
}

/** A part of the window, pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where a picture is in the window, and in it the pinned number. */
export interface Seen {
  picture: Box;
  cells: Box[];
}

/** A number as JSON carries it: what is not finite is "NaN", "Infinity" or "-Infinity". */
export type Sent = number | string;

export interface Item {
  item_id: number;
  title: string;
  interest: string;
  hue: string;
}

export interface CandidatesData {
  label: string;
  chosen: number;
  items: Item[];
}

export interface Reading {
  weights: Sent[];
  context: Sent[];
  query: Sent[];
  score: Sent | null;
}

export interface RibbonsData {
  key: string;
  title: string;
  clicks: (Item | null)[];
  candidate: Item;
  reading: Reading;
  normalized: boolean;
  /** Each scale's stops, 0..1. */
  stops: Record<string, number[]>;
  epochs: Reading[];
  epoch: number;
  losses: Sent[];
  caption: string;
  at: (number | string)[];
  /** What can be opened beside the weights, by its name: null in an index is the running axis. */
  opens: Record<string, Cell>;
  pinned: number | null;
  /** Whether the pinned number is this picture's own, and not one of the same click elsewhere. */
  own: boolean;
  /** The pinned cell, where it is one of `opens`. */
  cell: Cell | null;
}

export interface TypedData {
  /** By a slider's key, what its number can be, in words. */
  sliders: Record<string, string>;
  /** The number of what was typed last, and why it cannot be; "" where it can. */
  answered: number;
  refused: string;
}

export interface HandData extends TypedData {
  /** The name of the session that draws the page. */
  session: string;
}

export interface OpenedData {
  title: string;
  /** All digits of the number. */
  value: string;
  /** Steps that the number was computed from. */
  parents: string[];
  /** What was opened before, and what after it; "" for nothing. */
  back: string;
  forward: string;
  /** Whether nobody has opened it: a lesson's view comes with it. */
  comes_with_lesson: boolean;
}

export interface DiagramNode {
  name: string;
  role: string;
  shape: string;
  parents: string[];
  /** Axes whose lengths have changed. */
  moved: string[];
}

export interface DiagramData {
  title: string;
  nodes: DiagramNode[];
  current: string;
}

export interface FilmFrame {
  name: string;
  role: string;
  shape: string;
  scale: string;
  rows: number;
  columns: number;
  /** Base64 of a byte a cell: 0..254 along the scale, 255 for no number. */
  cells: string;
  title: string;
  sentence: string;
  before: string[];
  /** Axes of the shape, and of each shape before, whose lengths have changed. */
  moved: string[];
  moved_before: string[][];
  folded: string;
}

export interface FilmstripData {
  key: string;
  current: string;
  frames: FilmFrame[];
  /** Each scale's stops, 0..1. */
  stops: Record<string, number[]>;
  /** What the letter of an axis means. */
  letters: Record<string, string>;
}

export interface ScrubberData {
  key: string;
  current: number;
  texts: string[];
}

export interface Strip {
  label: string;
  operator: string;
  role: string;
  texts: string[];
  /** Colours of each cell and of its number, as CSS; null for the card's. */
  fills: ({ cell: string; number: string } | null)[];
  opens: boolean[];
  sum: string;
  sum_opens: boolean;
}

export interface StripsData {
  columns: string[];
  focus: number | null;
  more: number;
  strips: Strip[];
}

/** What a learner draws: bars that sum to 100. */
export interface DrawData {
  bars: string[];
  /** Per cent of each bar as it was drawn; null while it is. */
  drawn: number[] | null;
  /** The layer's per cent of each bar, beside what was drawn. */
  layer: (number | string)[] | null;
}

/** Numbers as they arrive: 1-d. */
export type Vector =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** First row, first column, rows, columns. */
export type Rectangle = [number, number, number, number];

/** Where a panel stands on a page of one width. */
export interface Placed {
  /** Left, top, width and height of a cell; pixels. */
  box: [number, number, number, number];
  /** First and last of its numbers in the trace of numbers, and the pixels that a cell needs. */
  numbers: [number, number, number];
}

export interface Panel {
  step: string;
  title: string;
  block: string;
  /** Index of the trace with its values, and its first row and column in there. */
  trace: number;
  z: [number, number];
  rows: number;
  columns: number;
  /** One entry an axis: an index, "row", "column", "band" or "within". */
  at: (number | string)[];
  /** Columns of a band. */
  band: number;
  /** Indices of the picture's lists of labels. */
  row_labels: number;
  column_labels: number;
  shape: string;
  cursor: string;
  masked: Rectangle[];
  padding: Rectangle[];
  /** Places in the tensor that rows and columns stand for, -1 for none, where not their own. */
  row_places?: number[];
  column_places?: number[];
  /** What hatched cells are, where they are more than masked. */
  hatched?: string;
  wide: Placed;
  narrow: Placed;
}

export type Place = "wide" | "narrow";

export interface LegendEntry {
  swatch: string;
  before: string;
  after: string;
  /** How the swatch looks, for who hears it. */
  words: string;
  gradient: string;
}

/** Columns of numbers over x, for the table. */
export interface Columns {
  x_name: string;
  x: (number | string)[];
  names: string[];
  values: (number | null)[][];
}

/** Pixels of every position and of every line's points there. */
export interface CurvePlaces {
  x: number[];
  y: (number | null)[][];
  top: number;
  bottom: number;
}

export interface Curves extends Columns {
  x: number[];
  cursor: string;
  current: number | null;
  colours: string[];
  wide: CurvePlaces;
  narrow: CurvePlaces;
}

export interface Line {
  width: number;
  color?: string;
  dash?: string;
}

/** A shape over the cells, in Plotly's terms. */
export type Shape = { name?: string; layer?: string; fillcolor?: string; line: Line } & (
  | { type: "path"; path: string }
  | { type: "rect" | "line"; x0: number; x1: number; y0: number; y1: number }
);

export interface Axis {
  range: [number, number];
  [setting: string]: unknown;
}

export interface Layout {
  width?: number;
  height?: number;
  xaxis?: Axis;
  yaxis?: Axis;
  shapes?: Shape[];
  font?: { family?: string; color?: string };
  meta?: Meta;
  [setting: string]: unknown;
}

export interface Heatmap {
  type: "heatmap";
  name?: string;
  z: Float32Array[];
  zmin: number;
  zmax: number;
  colorscale: [number, string][];
  [setting: string]: unknown;
}

export interface FillPattern {
  shape: string;
  fgcolor: string;
  bgcolor: string;
  size: number;
  solidity: number;
}

export interface Scatter {
  type: "scatter";
  name?: string;
  mode?: string;
  hovertemplate?: string;
  x: Vector | (number | string)[];
  y: Vector | (number | string)[];
  text?: string[] | string;
  textposition?: string[] | string;
  textfont?: { family?: string; size?: Vector | number[] | number; color?: string[] | string };
  fill?: string;
  fillcolor?: string;
  fillpattern?: FillPattern;
  [setting: string]: unknown;
}

/** A trace of a figure that is not attnviz's, of which only the numbers are read. */
export type ForeignTrace =
  | { type: "heatmap"; name?: string; z: Float64Array[]; [setting: string]: unknown }
  | { type: "bar"; [setting: string]: unknown };

export type Trace = Heatmap | Scatter | ForeignTrace;

/** What a picture says of itself. */
export interface Meta {
  /** What it says; a chart says it in `alt`. */
  name?: string;
  alt: string;
  legend?: LegendEntry[];
  panels?: Panel[];
  /** The lists of labels that panels refer to. */
  labels?: string[][];
  curves?: Curves;
  table?: Columns;
  /** The column that a panel's cursor is at first. */
  current?: number;
  /** What differs on a narrow page; a picture that has it is one of `attnviz.pictures`, in pixels. */
  narrow?: { data: Partial<Heatmap | Scatter>[]; layout: Layout };
}

export interface Frame {
  data: Trace[];
  layout: Layout;
}

/** What a picture is sent: unpacked, with its arrays. */
export interface Payload {
  key: string;
  alt: string;
  frames: (Frame | undefined)[];
  /** How many frames there are; those that are not here come behind. */
  count: number;
  version: string | null;
  frame: number;
  follows: string;
  pinned: Cell | null;
  outlined: Cell[];
  /** Steps whose tensors have another shape since the last change. */
  moved: string[];
  hint: string;
  /** Every light hex to its dark partner. */
  dark: Record<string, string>;
  /** Width of a character of a cell's number, pixels. */
  character: number;
}

/** What a chart is sent: the same, drawn by Plotly. */
export interface ChartPayload extends Payload {
  /** Where Plotly's script is, below the server's address. */
  plotly: string;
}

/** Frames that come behind a picture. */
export interface FramesPayload {
  key: string;
  version: string;
  frames: Frame[];
}

/** What of Plotly is used. */
export interface Plotly {
  Fx: { hover(graph: Graph, points: { curveNumber: number; pointNumber: number }[]): void };
  react(graph: Graph, data: Trace[], layout: Layout, config: object): Promise<Graph>;
  relayout(graph: Graph, changes: object): Promise<Graph>;
  purge(graph: HTMLElement): void;
  downloadImage(figure: { data: Trace[]; layout: Layout }, options: object): Promise<string>;
}

export interface ClickedPoint {
  pointNumber: number | number[];
  data: { name?: string };
}

/** The element that Plotly draws in. */
export type Graph = HTMLElement & {
  data?: Trace[];
  layout: Layout & { xaxis: Axis; yaxis: Axis; uirevision: string };
  on(event: "plotly_relayout" | "plotly_doubleclick", listener: () => void): void;
  on(event: "plotly_click", listener: (clicked: { points: ClickedPoint[] }) => void): void;
};

declare global {
  interface Window {
    Plotly?: Plotly;
    /** The browser's history of this tab, where the browser tells of it. */
    readonly navigation?: EventTarget & {
      currentEntry: { index: number } | null;
      entries(): { sameDocument: boolean }[];
    };
  }
  /** Frames that came behind pictures, by the picture's key. */
  var attnvizFrames: Map<string, FramesPayload> | undefined;
  /** Whether the focus is kept on the page. */
  var attnvizKeepsFocus: boolean | undefined;
}
