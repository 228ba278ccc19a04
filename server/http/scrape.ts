import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "#core/app-error.ts";
import type { Secret } from "#core/secret.ts";
import type { RouteRequest } from "./route.ts";

const loopbackAddress = /^(127\.|::1$|::ffff:127\.)/;
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * The figures tell how busy an installation is and what it runs on. With a token they are for whoever sends it, as Prometheus
 * does with `authorization`; without one for this machine alone. Throws `unauthenticated` or `forbidden`.
 */
export function admitScrape(token: Secret | undefined, request: Pick<RouteRequest, "headers" | "ip">): void {
  if (token) {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (given === undefined || !isSame(given, token.reveal()))
      throw new AppError("unauthenticated", "Send LATCHKEY_METRICS_TOKEN as `Authorization: Bearer …`.");
    return;
  }
  // What a proxy on this machine passes on comes from here as well, but names the public host or the address it is for.
  const isFromHere = loopbackAddress.test(request.ip) && loopbackHost.test(request.headers.get("host") ?? "");
  if (!isFromHere)
    throw new AppError(
      "forbidden",
      "The figures are for this machine only. For a Prometheus elsewhere set LATCHKEY_METRICS_TOKEN and send it as a bearer token.",
    );
}

/** Digests are equally long, so that the comparison tells nothing of the token, not even its length. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
