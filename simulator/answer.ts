/** What a simulated network answers. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Uint8Array;
}

/** JSON as networks send it. */
export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=UTF-8", "cache-control": "no-store" },
  body: JSON.stringify(value),
});

/** A page for people. */
export const page = (markup: Markup, status = 200): Answer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  body: `<!doctype html>${markup.toString()}`,
});

/** Sends the browser on; `303` turns a sent form into a plain visit. */
export const redirect = (location: string, status: 302 | 303 = 302): Answer => ({
  status,
  headers: { location, "cache-control": "no-store" },
  body: "",
});

/** A drawing. */
export const svg = (drawing: Markup): Answer => ({
  status: 200,
  headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=3600" },
  body: String(drawing),
});

/** The same answer with more headers. */
export const withHeaders = (answer: Answer, headers: Answer["headers"]): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

/** Text that is already safe inside HTML. */
export interface Markup {
  readonly markup: string;
  toString(): string;
}

type Piece = string | number | Markup | Piece[] | false | null | undefined;

/** Builds HTML; every value put in is escaped unless it is Markup itself. `false` and null leave nothing behind. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  const markup = strings.reduce((text, part, i) => text + render(pieces[i - 1]) + part);
  return { markup, toString: () => markup };
}

/** Marks text as safe: for style sheets and scripts of our own. */
export const trusted = (markup: string): Markup => ({ markup, toString: () => markup });

function render(piece: Piece): string {
  if (piece === false || piece === null || piece === undefined) return "";
  if (Array.isArray(piece)) return piece.map(render).join("");
  if (typeof piece === "object") return piece.markup;
  return String(piece).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** A round portrait: initials on a colour that follows from the name. */
export function portrait(name: string): Markup {
  const sum = [...name].reduce((old, letter) => (old * 31 + letter.charCodeAt(0)) % 99_991, 7);
  // The golden angle keeps neighbours such as "Store 1" and "Store 2" apart.
  const hue = Math.round(sum * 137.508) % 360;
  const words = name.split(/\s+/).filter(Boolean);
  const initials = `${words[0]?.[0] ?? "?"}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="200"
    height="200"
    viewBox="0 0 200 200"
    role="img"
    aria-label="${name}"
  >
    <rect width="200" height="200" fill="hsl(${hue} 45% 42%)" />
    <text
      x="100"
      y="104"
      fill="#fff"
      font-family="system-ui,sans-serif"
      font-size="80"
      font-weight="600"
      text-anchor="middle"
      dominant-baseline="central"
    >
      ${initials.toUpperCase()}
    </text>
  </svg>`;
}
