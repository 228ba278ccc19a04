import { html, page, type Answer, type Markup } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { Call, Play } from "./play.ts";

/** A call that meets a fault. */
export interface Trouble {
  play: Play;
  call: Call;
  fault: Fault;
}

/** The five ways in which a network is in trouble, each in its own words. */
export interface TroubleWords {
  /** What a person sees at its site instead; undefined = the call is a program's. */
  forPeople?: (call: Call) => Answer | undefined;
  outage: (at: Trouble) => Answer;
  error: (at: Trouble) => Answer;
  /** HTML where JSON belongs: what an edge server says for the API. */
  html: { title: string; content: Markup; status?: number } | ((call: Call) => Answer);
  /** How an answer begins that breaks off within a letter. */
  garbage: string;
  rateLimited: (at: Trouble) => Answer;
}

/** Answers a fault in a network's words: its `trouble`. */
export const troubleIn =
  (words: TroubleWords) =>
  (play: Play, call: Call, fault: Fault): Answer => {
    const forPeople = words.forPeople?.(call);
    if (forPeople) return forPeople;
    const at = { play, call, fault };
    if (fault.kind === "outage") return words.outage(at);
    if (fault.kind === "html") return typeof words.html === "function" ? words.html(call) : edgePage(words.html);
    if (fault.kind === "garbage") return brokenOff(words.garbage);
    return fault.kind === "rate_limited" ? words.rateLimited(at) : words.error(at);
  };

/** A page of an edge server, without any look. */
export const edgePage = ({
  title,
  content,
  status = 200,
}: {
  title: string;
  content: Markup;
  status?: number;
}): Answer =>
  page(
    html`<html lang="en">
      <head>
        <title>${title}</title>
      </head>
      <body>
        ${content}
      </body>
    </html>`,
    status,
  );

/** An answer that breaks off within a letter. */
export const brokenOff = (start: string): Answer => ({
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: Uint8Array.from([...Buffer.from(start), 0xff, 0x00, 0xfe]),
});
