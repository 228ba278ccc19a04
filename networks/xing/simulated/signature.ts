import { createHmac, timingSafeEqual } from "node:crypto";
import type { Call } from "#simulator/play.ts";

/** Percent-encoding of RFC 3986, as RFC 5849 §3.6 wants it: everything but letters, digits and `-._~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** The `oauth_` parameters of a request, wherever they were sent: header, query or form (RFC 5849 §3.5). */
export function oauthParams(call: Call): URLSearchParams {
  const all = [...headerParams(call), ...call.query, ...call.form];
  return new URLSearchParams(all.filter(([name]) => name.startsWith("oauth_")));
}

function headerParams(call: Call): [string, string][] {
  const [, list] = /^oauth\s+(.*)$/is.exec(call.headers.authorization ?? "") ?? [];
  return (list ?? "").split(",").flatMap((part): [string, string][] => {
    const [, name, value] = /^\s*([^=\s]+)="([^"]*)"\s*$/.exec(part) ?? [];
    return name === undefined || value === undefined || name === "realm" ? [] : [[decode(name), decode(value)]];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a broken escape is what it is; the signature will not fit
  }
}

/** RFC 5849 §3.4.1: method, address and all parameters of the request, each encoded, joined by `&`. */
function baseString(call: Call): string {
  const params = [...headerParams(call), ...call.query, ...call.form]
    .filter(([name]) => name !== "oauth_signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return [call.method.toUpperCase(), `https://${call.host}${call.path}`, params].map(encode).join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The methods XING knows; fact sheet §1. */
export const signatureMethods = ["HMAC-SHA1", "PLAINTEXT"];

/** Does the signature fit these two secrets? */
export function isSigned(call: Call, given: string, secrets: { consumer: string; token: string }): boolean {
  const key = `${encode(secrets.consumer)}&${encode(secrets.token)}`;
  const isPlain = oauthParams(call).get("oauth_signature_method") === "PLAINTEXT";
  const due = isPlain ? key : createHmac("sha1", key).update(baseString(call)).digest("base64");
  const [a, b] = [Buffer.from(given), Buffer.from(due)];
  return a.length === b.length && timingSafeEqual(a, b);
}
