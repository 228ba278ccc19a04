import { json, withHeaders, type Answer } from "#simulator/play.ts";
import { algorithms } from "./jws.ts";

/** A refusal in the words of the server. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(String(answer.body));
    this.answer = answer;
  }
}

/** As the authorisation server words it; fact sheet §5. */
export const refuseOAuth = (error: string, error_description: string, status = 400): Refusal =>
  new Refusal(json({ error, error_description }, status));

/** As XRPC words it. */
export const refuseXrpc = (status: number, error: string, message: string): Refusal =>
  new Refusal(json({ error, message }, status));

/** What is wrong with a token or its proof stands in a header as well; `spoken` is how the body calls the text. */
export function challenge(error: string, text: string, spoken: "message" | "error_description"): Refusal {
  const parts = [`algs="${algorithms.join(" ")}"`, `error="${error}"`];
  // A text with quotes in it is left out of the header (reference server, www-authenticate-error).
  if (!text.includes('"')) parts.push(`error_description="${text}"`);
  return new Refusal(
    withHeaders(json({ error, [spoken]: text }, 401), { "www-authenticate": `DPoP ${parts.join(", ")}` }),
  );
}
