import { AppError } from "#core/app-error.ts";
import type { People } from "../people/people.ts";
import { type Caller, type Role, roles, type Who } from "./route.ts";

/** Who a request is from, as far as its credentials prove it. */
export interface Identity {
  readonly caller: Caller | null;
  /** An API key was sent, and it is none (any more). */
  readonly refused: boolean;
  readonly setCookies: readonly string[];
}

/** What of a request says who sent it. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly all: () => Headers;
}

const nobody: Identity = { caller: null, refused: false, setCookies: [] };

/** A key in the header counts alone: a program on a person's machine must not act as that person by accident. */
export async function identify(
  people: Pick<People, "findSignedIn" | "apiKeys">,
  { authorization, cookie, all }: Credentials,
): Promise<Identity> {
  if (authorization !== undefined) {
    const key = keyIn(authorization);
    return ofKey(key === undefined ? null : await people.apiKeys.findCaller(key));
  }
  const signedIn = cookie === undefined ? null : await people.findSignedIn(all());
  if (!signedIn) return nobody;
  return { caller: signedIn.caller, refused: false, setCookies: signedIn.setCookies };
}

/** The same without waiting. Undefined: it cannot be said at once. */
export function identifyNow(
  people: Pick<People, "apiKeys">,
  { authorization, cookie }: Pick<Credentials, "authorization" | "cookie">,
): Identity | undefined {
  if (authorization === undefined) return cookie === undefined ? nobody : undefined;
  const key = keyIn(authorization);
  const caller = key === undefined ? null : people.apiKeys.findCallerNow(key);
  return caller === undefined ? undefined : ofKey(caller);
}

function keyIn(authorization: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

function ofKey(caller: Caller | null): Identity {
  return { caller, refused: caller === null, setCookies: nobody.setCookies };
}

// Made once: whoever guesses keys shall not cost more than whoever has one.
const notValid = new AppError("unauthenticated", "The API key is not valid: it is misspelt, or it has been revoked.");
const notSignedIn = new AppError(
  "unauthenticated",
  "Sign in first, or send an API key as `Authorization: Bearer lk_…`.",
);

/** Throws unless the route is open to this caller. */
export function admitCaller(who: Who, { caller, refused }: Identity): void {
  if (who === "anyone") return;
  if (refused) throw notValid;
  if (who === "browser-flow") return;
  if (!caller) throw notSignedIn;
  if (!mayActAs(caller.role, who)) throw new AppError("forbidden", refusal(caller, who));
}

function mayActAs(held: Role, asked: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(asked);
}

function refusal({ via, role }: Caller, asked: Role): string {
  if (via === "api-key") return `API keys may do what a member may; this asks for ${asked}. Do it in the web app.`;
  return `This asks for the role ${asked}; yours is ${role}. An admin of the workspace can change that.`;
}

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** A request of this method changes nothing. */
export const isSafe = (method: string): boolean => safeMethods.has(method);

/**
 * Cross-site request forgery: whatever changes something and could ride on a browser's cookies must come from a page of ours.
 * A page of ours is one from the public address, or from the very host that the request was sent to.
 */
export function refuseForeignOrigin(
  { method, headers, host }: { method: string; headers: Headers; host: string },
  publicUrl: string,
): void {
  if (isSafe(method) || headers.has("authorization")) return;
  const origin = headers.get("origin");
  if (origin === null && !headers.has("cookie")) return;
  if (origin !== null && (origin === new URL(publicUrl).origin || hostOf(origin) === host)) return;
  throw new AppError("forbidden", "This request did not come from a page of this Latchkey.");
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
